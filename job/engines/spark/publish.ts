import type { RejectRow } from "../../results/featureRow.ts";
import type { WrittenFile } from "../../results/writtenFile.ts";
import { writeFile } from "../../results/writtenFile.ts";
import { compareUtf8 } from "../../images/compareUtf8.ts";
import { unfinished, type Wave } from "./cluster.ts";
import type { RunFiles } from "./runFiles.ts";
import type { WaveParts } from "./sparkDriver.ts";

const padded = (number: number, digits: number): string => String(number).padStart(digits, "0");

/** Where the tasks of a wave write, and those of the PCA. */
export const placeOfWave = (wave: number): string => `${unfinished}/${padded(wave, 5)}`;
export const placeOfPca = `${unfinished}/pca`;

/** Gives a wave's features the names a run folder has, and writes its rejects. */
export async function publishWave(run: RunFiles, wave: number, { images, rejects, parts }: WaveParts): Promise<Wave> {
  const features = await publish(run, parts, namesIn("features", wave));
  const reasons = await writeRejects(run, rejects, namesIn("rejects", wave));
  await run.remove(placeOfWave(wave));
  return { images, rejects: rejects.length, files: [...features, ...reasons] };
}

/** Gives the parts of the projections their names. */
export async function publishProjections(run: RunFiles, parts: readonly WrittenFile[]): Promise<WrittenFile[]> {
  const files = await publish(run, parts, (part) => `pca/part-${padded(part, 5)}.parquet`);
  await run.remove(placeOfPca);
  return files;
}

const namesIn = (table: string, wave: number) => (part: number) =>
  `${table}/part-${padded(wave, 5)}-${padded(part, 3)}.parquet`;

async function publish(
  run: RunFiles,
  parts: readonly WrittenFile[],
  nameOf: (part: number) => string,
): Promise<WrittenFile[]> {
  const moved = parts.map(async (part, number) => {
    const path = nameOf(number);
    await run.move(part.path, path);
    return { ...part, path };
  });
  const files = await Promise.all(moved);
  await removeFrom(run, files.length, nameOf);
  return files;
}

async function writeRejects(
  run: RunFiles,
  rejects: readonly RejectRow[],
  nameOf: (part: number) => string,
): Promise<WrittenFile[]> {
  const files: WrittenFile[] = [];
  if (rejects.length > 0) {
    const { encodeRejects } = await import("../../results/rejectsParquet.ts");
    const sorted = rejects.toSorted((a, b) => compareUtf8(a.path, b.path));
    files.push(await writeFile(run, nameOf(0), encodeRejects(sorted)));
  }
  await removeFrom(run, files.length, nameOf);
  return files;
}

/** An attempt that was killed before it counted may have cut the same rows in more parts. The last goes first. */
async function removeFrom(run: RunFiles, first: number, nameOf: (part: number) => string): Promise<void> {
  let end = first;
  while ((await run.sizes([nameOf(end)]))[0] !== null) end++;
  for (let part = end - 1; part >= first; part--) await run.remove(nameOf(part));
}
