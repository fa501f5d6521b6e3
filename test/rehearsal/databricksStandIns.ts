import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { databricksToken, startDatabricks } from "../cloud/setup/databricks/startDatabricks.ts";
import { mirrorInDatabricks } from "../cloud/setup/mirror/databricks.ts";
import { mirrorInMoto } from "../cloud/setup/mirror/mirrorInMoto.ts";
import { selfSigned } from "../cloud/setup/selfSigned.ts";
import { motoEnvironment, startMoto } from "../cloud/setup/startMoto.ts";
import { onBucket, region, uploadToBucket } from "./photographsInBucket.ts";
import type { RehearsalTools, StandIns } from "./standIns.ts";

/** moto for AWS, and a Databricks workspace that is there already and really runs its jobs. */
export async function databricksStandIns({ moto, spark }: RehearsalTools, folder: string): Promise<StandIns> {
  await mkdir(join(folder, "databricks"), { recursive: true });
  const certificate = await selfSigned(folder);
  const aws = await startMoto(moto);
  const databricks = await startDatabricks({ spark, folder: join(folder, "databricks"), certificate });
  return {
    environment: {
      ...motoEnvironment(aws.endpoint),
      DATABRICKS_TOKEN: databricksToken,
      NODE_EXTRA_CA_CERTS: certificate.certFile,
    },
    upload: uploadToBucket,
    settings: (shipped) => onBucket(shipped).replace("kind: new\n", `kind: existing\n      url: ${databricks.host}\n`),
    connect: ({ cloud }) => {
      const mirror = mirrorInMoto(cloud, { region, endpoint: aws.endpoint });
      mirrorInDatabricks(cloud, databricks.host);
      return mirror;
    },
    stop: async () => {
      await databricks.stop();
      await aws.stop();
    },
  };
}
