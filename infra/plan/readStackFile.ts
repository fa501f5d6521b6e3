import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nearest } from "../../config/nearest.ts";
import { exitCodes, VergerError } from "../../job/contract/errors.ts";

/** A stack's file, read and not yet understood. */
export interface StackFile {
  readonly stack: string;
  /** As a person would type it: `stacks/Pulumi.aws-paris.yaml`. */
  readonly shownPath: string;
  readonly text: string;
}

const shippedFolder = fileURLToPath(new URL("../../stacks/", import.meta.url));

/** The folder of the stacks' files: `stacks/` where the command was typed, or the one that came with the package. */
export function stacksFolder(workingFolder: string): string {
  const own = join(workingFolder, "stacks");
  return existsSync(own) ? own : shippedFolder;
}

/** The names of the stacks that have a file in `folder`, in alphabetical order. */
export function stackNames(folder: string): readonly string[] {
  return readdirSync(folder)
    .flatMap((file) => /^Pulumi\.([A-Za-z0-9._-]+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

/**
 * Reads `Pulumi.<stack>.yaml`. Takes Pulumi's long names too (`organization/project/stack`).
 * @throws VergerError (stackNotFound) when there is no such file.
 */
export function readStackFile(folder: string, name: string): StackFile {
  const stack = name.split("/").at(-1) ?? name;
  const names = stackNames(folder);
  if (!names.includes(stack)) {
    const close = nearest(stack, names);
    throw new VergerError(
      exitCodes.stackNotFound,
      `There is no stack "${stack}": stacks/Pulumi.${stack}.yaml does not exist.`,
      `${close === undefined ? "" : `Did you mean "${close}"? `}Stacks here: ${names.join(", ")}.\n` +
        "A new one: pulumi stack init my-stack --copy-config-from aws-paris",
    );
  }
  const file = `Pulumi.${stack}.yaml`;
  return { stack, shownPath: `stacks/${file}`, text: readFileSync(join(folder, file), "utf8") };
}
