import * as fc from "fast-check";
import { nodeTypes } from "../../../config/nodeTypes.ts";
import { nodePrice } from "../../../config/prices/nodePrice.ts";
import { databricksRegions, regions } from "../../../config/regions.ts";

const euRegions = regions.filter(({ standing }) => standing === "eu");

/** Settings a careful person might write: always accepted, unless the budget cannot pay for half an hour. */
export const careful: fc.Arbitrary<Record<string, unknown>> = fc
  .record({
    platform: fc.constantFrom("emr" as const, "ec2" as const, "databricks" as const, "azure" as const),
    region: fc.nat(),
    type: fc.nat(),
    min: fc.integer({ min: 1, max: 30 }),
    more: fc.integer({ min: 0, max: 30 }),
    spot: fc.boolean(),
    budget: fc.integer({ min: 1, max: 5000 }),
    disk: fc.integer({ min: 32, max: 500 }),
    own: fc.boolean(),
  })
  .map(({ platform, region, type, min, more, spot, budget, disk, own }): Record<string, unknown> | undefined => {
    const cloud = platform === "azure" ? "azure" : "aws";
    const service = platform === "azure" ? "databricks" : platform;
    const homes = euRegions.filter(
      ({ cloud: of, name }) => of === cloud && (service !== "databricks" || databricksRegions[cloud].includes(name)),
    );
    const home = homes[region % homes.length]?.name ?? "";
    const types = nodeTypes.filter((each) => nodePrice(cloud, service, home, each.name) !== "unknown");
    const chosen = types[type % types.length]?.name;
    if (chosen === undefined) return undefined;
    const workers = { type: chosen, spot };
    const compute =
      platform === "emr"
        ? { platform, primary: { type: chosen, diskGiB: disk }, workers: { ...workers, min, max: min + more } }
        : platform === "ec2"
          ? { platform, primary: { type: chosen, diskGiB: disk }, workers: { spot, count: more } }
          : { platform: service, driver: { type: chosen }, workers: { ...workers, min, max: min + more } };
    const images = own || cloud === "azure" ? { from: "own" } : { from: "bucket", bucket: "my-photographs" };
    return { cloud, region: home, compute, images, limits: { budget } };
  })
  .filter((given) => given !== undefined);
