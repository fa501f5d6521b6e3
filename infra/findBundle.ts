import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../job/contract/errors.ts";
import type { JobBundle } from "./deployContext.ts";
import { sha256 } from "./sha256.ts";
import { latestBundle } from "../job/bundle/writeBundle.ts";

/** Where `verger bundle build` leaves the archive, under the package's folder. */
export const bundlePath = `dist/${latestBundle}`;

/** The archive to upload: the one `VERGER_BUNDLE` names, or the one built last. */
export function findBundle(home: string, environment: Readonly<Record<string, string | undefined>>): JobBundle {
  const path = environment["VERGER_BUNDLE"] ?? join(home, bundlePath);
  if (!existsSync(path))
    throw new InputError(
      `the job's bundle is missing: ${path}`,
      "build it with `npx verger bundle build`, or name one in the variable VERGER_BUNDLE",
    );
  return { path, sha256: sha256(readFileSync(path)) };
}
