import { join } from "node:path";
import { startLocalEmr } from "../cloud/setup/localEmr/startLocalEmr.ts";
import { mirrorInMoto } from "../cloud/setup/mirror/mirrorInMoto.ts";
import { motoEnvironment } from "../cloud/setup/startMoto.ts";
import { onBucket, region, uploadToBucket } from "./photographsInBucket.ts";
import type { RehearsalTools, StandIns } from "./standIns.ts";

/** moto for AWS, with an EMR that really runs its steps. */
export async function emrStandIns({ moto, spark, s3a }: RehearsalTools, folder: string): Promise<StandIns> {
  const emr = await startLocalEmr({ moto, spark, s3a, folder: join(folder, "emr") });
  return {
    environment: motoEnvironment(emr.endpoint),
    settings: onBucket,
    upload: uploadToBucket,
    connect: ({ cloud }) => mirrorInMoto(cloud, { region, endpoint: emr.endpoint }),
    stop: () => emr.stop(),
  };
}
