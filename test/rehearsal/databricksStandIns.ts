import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { databricksToken, startDatabricks } from "../cloud/setup/databricks/startDatabricks.ts";
import { mirrorInDatabricks } from "../cloud/setup/mirror/databricks.ts";
import { selfSigned } from "../cloud/setup/selfSigned.ts";
import { motoEnvironment, startMoto } from "../cloud/setup/startMoto.ts";
import type { RehearsalTools, StandIns } from "./standIns.ts";

/** moto for AWS, and a Databricks workspace that is there already and really runs its jobs. */
export async function databricksStandIns({ moto, spark }: RehearsalTools, folder: string): Promise<StandIns> {
  await mkdir(join(folder, "databricks"), { recursive: true });
  const certificate = await selfSigned(folder);
  const aws = await startMoto(moto);
  const databricks = await startDatabricks({ spark, folder: join(folder, "databricks"), certificate });
  return {
    endpoint: aws.endpoint,
    environment: {
      ...motoEnvironment(aws.endpoint),
      DATABRICKS_TOKEN: databricksToken,
      NODE_EXTRA_CA_CERTS: certificate.certFile,
    },
    settings: (shipped) => shipped.replace("kind: new\n", `kind: existing\n      url: ${databricks.host}\n`),
    connect: ({ cloud }) => mirrorInDatabricks(cloud, databricks.host),
    stop: async () => {
      await databricks.stop();
      await aws.stop();
    },
  };
}
