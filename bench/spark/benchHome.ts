import { copyFile, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { workerProgram } from "../../job/bundle/workerProgram.ts";
import { JobSpec, type JobSpecInput } from "../../job/contract/jobSpec.ts";
import { modelChoice } from "../../job/engines/spark/modelChoice.ts";
import { writeModel } from "../../job/engines/spark/modelFolder.ts";
import { prepareModel } from "../../job/features/prepareModel.ts";
import { weightsLocation } from "../../job/features/weights/weightsLocation.ts";

/** A folder as the bundle unpacks to: the same worker program, with this machine's Node and native parts. */
export async function benchHome(folder: string, job: JobSpecInput): Promise<string> {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  for (const part of ["bin", "model", "spark"]) await mkdir(join(folder, part), { recursive: true });
  await symlink(process.execPath, join(folder, "bin", "node"));
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, "version.txt"), "bench\n");
  for (const { path, content } of (await workerProgram()).files) await writeFile(join(folder, path), content);
  const python = join(root, "job", "engines", "spark", "python");
  for (const name of await readdir(python))
    if (name.endsWith(".py")) await copyFile(join(python, name), join(folder, "spark", name));
  const spec = JobSpec.parse({ ...job, weights: "seeded" });
  const context = { ...weightsLocation(process.env), fetch, onProgress: () => {} };
  await writeModel(join(folder, "model"), await prepareModel(spec, context), modelChoice(spec));
  return folder;
}
