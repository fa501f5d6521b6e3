import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hourlyCost } from "../../../config/cost/hourlyCost.ts";
import { maxHours } from "../../../config/cost/maxHours.ts";
import { nodeGroups } from "../../../config/nodeGroups.ts";
import { parseSettings } from "../../../config/parseSettings.ts";
import { plannedResources } from "../../../infra/plan/plannedResources.ts";
import { verdicts } from "../../../infra/plan/verdicts.ts";
import { policyRules } from "../../../infra/policy/rules/index.ts";
import { deploy } from "../../../infra/program.ts";
import { careful } from "../../config/setup/careful.ts";
import { nodesMade, ofType } from "./nodesMade.ts";

const options = fc.record({
  retainResults: fc.boolean(),
  owner: fc.constantFrom(undefined, "ada@example.org"),
  tags: fc.constantFrom({}, { project: "orchard" }),
});

const onAws = fc.record({
  customerKey: fc.boolean(),
  accessLogs: fc.boolean(),
  operator: fc.constantFrom("user", "role", "none"),
  notebook: fc.boolean(),
  onEmr: fc.constantFrom("jupyterhub", "sagemaker"),
});

describe("any stack a person may ask for", () => {
  it("is declared whole, keeps every mandatory rule, stays in its region and has the nodes it is priced for", async () => {
    await fc.assert(
      fc.asyncProperty(careful, options, onAws, async (given, more, { notebook: wantsNotebook, onEmr, ...aws }) => {
        const { platform } = given["compute"] as { platform: string };
        const offered = { emr: onEmr, databricks: "databricks" }[platform] ?? "none";
        const notebook = wantsNotebook ? offered : "none";
        const parsed = parseSettings({ ...given, ...more, ...(given["cloud"] === "aws" && aws), notebook });
        fc.pre(parsed.ok);
        const { settings } = parsed;

        const resources = await plannedResources({
          project: "verger",
          stack: "any",
          region: settings.region,
          declare: () =>
            deploy(settings, {
              project: "verger",
              stack: "any",
              bundle: { path: "bundle.tar.gz", sha256: "0".repeat(64) },
              maxHours: maxHours(settings).hours,
              now: new Date("2026-11-21T03:00:00Z"),
              databricksAccountId: "00000000-0000-0000-0000-000000000000",
              home: ".",
            }),
        });

        const broken = verdicts(policyRules, resources).filter(
          ({ enforcement, violations }) => enforcement === "mandatory" && violations.length > 0,
        );
        expect(broken.map(({ id, violations }) => [id, violations.map(({ message }) => message)])).toEqual([]);
        expect(nodesMade(resources)).toBe(nodeGroups(settings).reduce((sum, { max }) => sum + max, 0));
        const standing = hourlyCost(settings, "start").filter(({ kind }) => kind === "standing");
        expect(standing.filter(({ what }) => what === "NAT gateway")).toHaveLength(
          ofType(resources, /:natGateway:|:NatGateway$/).length,
        );
        const places = resources.flatMap(({ properties }) => [properties["region"], properties["location"]]);
        expect(places.filter((place) => place !== undefined && place !== settings.region)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});
