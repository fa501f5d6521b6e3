import { copyFile, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { JobSpec, type JobSpecInput } from "../../job/contract/jobSpec.ts";
import { modelChoice } from "../../job/engines/spark/modelChoice.ts";
import { writeModel } from "../../job/engines/spark/modelFolder.ts";
import { prepareModel } from "../../job/features/prepareModel.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * A folder laid out as the bundle is, whose worker is this checkout's source.
 * @param before JavaScript the worker runs first, for tests that make it fail
 */
export async function sparkHome(folder: string, spec: JobSpecInput, before = ""): Promise<string> {
  for (const part of ["bin", "model", "spark"]) await mkdir(join(folder, part), { recursive: true });
  await symlink(process.execPath, join(folder, "bin", "node"));
  await writeFile(join(folder, "version.txt"), "0.0.0-test\n");
  const worker = here("../../job/engines/spark/sparkWorker.ts");
  await writeFile(join(folder, "worker.mjs"), `${before}\nawait import(${JSON.stringify(worker)});\n`);
  const python = here("../../job/engines/spark/python");
  for (const name of await readdir(python)) {
    if (name.endsWith(".py")) await copyFile(join(python, name), join(folder, "spark", name));
  }
  const parsed = JobSpec.parse(spec);
  await writeModel(join(folder, "model"), await prepareModel(parsed, noDownloads), modelChoice(parsed));
  return folder;
}

const noDownloads = {
  cacheFolder: "nowhere",
  baseUrl: "https://example.invalid/",
  onProgress: () => {},
  fetch: () => Promise.reject(new Error("tests download no weights")),
};
