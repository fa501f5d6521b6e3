import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { bundleNotePath } from "../job/bundle/writeBundle.ts";
import type { JobSpec } from "../job/contract/jobSpec.ts";
import { ModelChoice, refuseOtherModel } from "../job/engines/spark/modelChoice.ts";
import type { JobBundle } from "./deployContext.ts";

const BundleNote = z.object({ sha256: z.string(), model: ModelChoice });

/**
 * Stops before anything is created when the bundle carries another model than the stack's job asks for. A bundle
 * without its note is let through: the cluster asks again.
 * @throws InputError with the command that builds the right one
 */
export function requireModelOfJob({ path, sha256 }: JobBundle, spec: JobSpec): void {
  const notePath = bundleNotePath(path);
  if (!existsSync(notePath)) return;
  const note = BundleNote.safeParse(parsed(readFileSync(notePath, "utf8")));
  if (note.success && note.data.sha256 === sha256) refuseOtherModel(spec, note.data.model);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
