import { compare, type Offer } from "./compare.ts";
import { loadStack } from "./loadStack.ts";
import { stackNames, stacksFolder } from "./readStackFile.ts";
import { InputError } from "../../job/contract/errors.ts";

export interface CompareRequest {
  readonly images?: number | undefined;
  /** The stack whose job all are compared for; the first in the folder when not given. */
  readonly jobOf?: string | undefined;
}

/** Compares every stack of the folder for one job. */
export function compareShelf(workingFolder: string, { images, jobOf }: CompareRequest): readonly Offer[] {
  const folder = stacksFolder(workingFolder);
  const stacks = stackNames(folder).map((name) => loadStack(folder, name));
  const reference = jobOf === undefined ? stacks[0] : loadStack(folder, jobOf);
  if (reference === undefined)
    throw new InputError("There are no stacks to compare.", "pulumi stack init my-stack --copy-config-from aws-paris");
  return compare(stacks, reference.job, images ?? reference.settings.images.expected);
}
