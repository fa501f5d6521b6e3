import { copyFile, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { exitCodes, VergerError } from "../../../job/contract/errors.ts";
import { type WholeCheckpoint, wholeCheckpoint } from "./checkpoint.ts";
import type { StackFiles } from "./stackFiles.ts";

/**
 * Removes the side files a kill has cut off. Pulumi's file backend (gocloud's fileblob) writes `NAME.json` beside
 * itself and renames it, but empties and rewrites `NAME.json.attrs` in place; with an empty one it refuses to read
 * the state, which is whole. Without one it reads it. Harmless while someone is at work.
 * @returns names of the files that were removed
 */
export async function removeTornSideFiles(files: StackFiles): Promise<readonly string[]> {
  const torn = await tornSideFiles(files);
  await Promise.all(torn.map((path) => rm(path, { force: true })));
  return torn.map((path) => basename(path));
}

export async function tornSideFiles({ checkpoints, stack, meta }: StackFiles): Promise<readonly string[]> {
  const paths = [`${meta}.attrs`, ...endings.map((ending) => join(checkpoints, `${stack}.json${ending}.attrs`))];
  const torn = await Promise.all(paths.map(async (path) => ((await isTorn(path)) ? [path] : [])));
  return torn.flat();
}

async function isTorn(sideFile: string): Promise<boolean> {
  try {
    JSON.parse(await readFile(sideFile, "utf8"));
    return false;
  } catch (error) {
    return error instanceof SyntaxError;
  }
}

/**
 * Puts the newest whole checkpoint in the state's place, when that is not the state: what a killed run had written and
 * not yet renamed, and where the state itself is cut off (a power failure) the one before it, or the last copy of the
 * history or the backups. A state that is cut off stays beside it as `.torn`, one that is only older as `.bak`. Only for
 * a stack nobody is at work on.
 * @returns name of the file that was taken, or undefined where the state was the newest
 * @throws VergerError when the state is cut off and no whole checkpoint is left
 */
export async function restoreNewestCheckpoint(files: StackFiles): Promise<string | undefined> {
  const state = await statePath(files);
  if (state === undefined) return undefined;
  const current = await wholeCheckpoint(state, files.stack);
  const unfinished = await under(
    files.checkpoints,
    (name) => name.startsWith(`${basename(state)}.`) && /\.json(\.gz|\.zst)?\.[0-9a-f]+\.tmp$/.test(name),
  );
  const earlier =
    current === undefined
      ? [
          `${state}.bak`,
          ...(await under(files.history, (name) => name.includes(".checkpoint.json"))),
          ...(await under(files.backups, (name) => name.includes(".json"))),
        ]
      : [];
  const newest = await newestWhole([...unfinished, ...earlier], files.stack);
  if (current !== undefined && (newest === undefined || newest.writtenAt <= current.writtenAt)) return undefined;
  if (newest === undefined)
    throw new VergerError(
      exitCodes.resource,
      `the state of ${files.stack} is cut off, and no whole copy of it is left beside it: ${state}`,
      `verger verify -s ${files.stack} names what stands in the cloud`,
    );
  await copyWhole(state, current === undefined ? `${state}.torn` : `${state}.bak`);
  await copyWhole(newest.path, state);
  if (unfinished.includes(newest.path)) await rm(newest.path);
  return basename(newest.path);
}

const endings = ["", ".gz", ".zst"];

/** The newest of the stack's state files, as the engine chooses when a backend's compression was changed. */
async function statePath({ checkpoints, stack }: StackFiles): Promise<string | undefined> {
  const present = await under(checkpoints, (name) => endings.some((ending) => name === `${stack}.json${ending}`));
  const aged = await Promise.all(present.map(async (path) => ({ path, writtenAt: (await stat(path)).mtimeMs })));
  return aged.toSorted((a, b) => b.writtenAt - a.writtenAt)[0]?.path;
}

async function newestWhole(paths: readonly string[], stack: string): Promise<WholeCheckpoint | undefined> {
  const whole = await Promise.all(paths.map((path) => wholeCheckpoint(path, stack)));
  return whole.filter((each) => each !== undefined).toSorted((a, b) => b.writtenAt - a.writtenAt)[0];
}

async function under(folder: string, wanted: (name: string) => boolean): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => wanted(name) && !name.endsWith(".attrs")).map((name) => join(folder, name));
}

async function copyWhole(from: string, to: string): Promise<void> {
  await copyFile(from, `${to}.part`);
  await rename(`${to}.part`, to);
}
