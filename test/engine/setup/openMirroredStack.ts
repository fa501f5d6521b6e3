import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Finished, startVerger } from "../../cli/setup/verger.ts";
import { type FaultyAws, startFaultyAws } from "../../cloud/setup/faults/startFaultyAws.ts";
import { startLocalEmr } from "../../cloud/setup/localEmr/startLocalEmr.ts";
import { mirrorInMoto } from "../../cloud/setup/mirror/mirrorInMoto.ts";
import { motoEnvironment } from "../../cloud/setup/startMoto.ts";
import { openStack, type StackWorkspace } from "./stackWorkspace.ts";

export const region = "eu-west-3";

/** A stack whose AWS is moto's too: what the product asks AWS by itself meets what the engine has made. */
export interface MirroredStack extends StackWorkspace {
  /** The product's way to moto; the stub providers have one of their own, without faults. */
  readonly aws: FaultyAws;
  /** Where moto itself answers. */
  readonly endpoint: string;
  /** Runs `verger …` in the project. */
  verger(...args: readonly string[]): Promise<Finished>;
}

/** Steps of the local EMR are taken and done at once: nothing is computed, so nothing but this process is needed. */
async function sparkThatDoesNothing(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "spark-submit"), "#!/bin/sh\necho taken\n");
  await chmod(join(folder, "spark-submit"), 0o755);
  return join(folder, "python");
}

/**
 * Opens a stack of the shelf over the real engine, with moto behind the stub providers.
 * @param pulumi path of the command line
 * @param moto Python of the environment with moto
 */
export async function openMirroredStack(pulumi: string, moto: string, name: string): Promise<MirroredStack> {
  const folder = await mkdtemp(join(tmpdir(), "verger-mirrored-"));
  const spark = await sparkThatDoesNothing(join(folder, "bin"));
  const home = join(folder, "home");
  await mkdir(home);
  const emr = await startLocalEmr({ moto, spark, s3a: home, folder: join(folder, "emr"), home });
  const aws = await startFaultyAws(emr.endpoint);
  const stack = await openStack(pulumi, name);
  // Commands of the program run with this process's environment, as they do with the engine's: `verger submit`.
  const before = { ...process.env };
  Object.assign(process.env, motoEnvironment(aws.endpoint));
  const mirror = mirrorInMoto(stack.cloud, { region, endpoint: emr.endpoint });
  stack.cloud.commands.clear();
  // Photographs that are there already: an empty folder of the stack's own gets no job.
  await stack.editSettings((text) => text.replace("from: own", "from: bucket\n    bucket: photographs"));
  return {
    ...stack,
    aws,
    endpoint: emr.endpoint,
    verger: (...args) =>
      startVerger(stack.project, args, { ...stack.environment, ...motoEnvironment(aws.endpoint) }).finished,
    close: async () => {
      mirror.close();
      await stack.close();
      await aws.close();
      await emr.stop();
      for (const key of Object.keys(motoEnvironment(""))) {
        if (before[key] === undefined) delete process.env[key];
        else process.env[key] = before[key];
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}
