import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { InputError } from "../contract/errors.ts";
import type { Blas } from "../pca/blas.ts";
import { blasCandidates } from "./blasCandidates.ts";
import { blasOf } from "./blasOf.ts";
import { fortranLibrary } from "./fortranLibrary.ts";
import { requireExact } from "./requireExact.ts";

export interface BlasOptions {
  /** `VERGER_BLAS`: `off`, or the path of a library; without it the usual places are looked at. */
  readonly environment: NodeJS.ProcessEnv;
  readonly platform?: NodeJS.Platform;
  /** @default all cores, up to eight */
  readonly threads?: number;
}

/** More threads than this wait for memory. */
const mostThreads = 8;

/**
 * The BLAS of this machine, if it has one that computes a small example right. Throws an InputError where `VERGER_BLAS`
 * names a library that does not.
 */
export async function blasAtHand(options: BlasOptions): Promise<Blas | undefined> {
  const { environment, platform = process.platform } = options;
  const threads = options.threads ?? Math.min(availableParallelism(), mostThreads);
  const asked = environment["VERGER_BLAS"];
  if (asked === "off") return undefined;
  if (asked !== undefined && asked !== "")
    return opened(asked, threads).catch((error: unknown) => {
      throw new InputError(
        `VERGER_BLAS: ${asked} cannot be used: ${error instanceof Error ? error.message : String(error)}`,
        "Name a shared library that has BLAS and LAPACK, such as OpenBLAS, or off.",
      );
    });
  for (const path of blasCandidates({ platform, environment, namesIn })) {
    const blas = await opened(path, threads).catch(() => undefined);
    if (blas !== undefined) return blas;
  }
  return undefined;
}

async function opened(path: string, threads: number): Promise<Blas> {
  const library = await fortranLibrary(path);
  const blas = blasOf(library, { name: nameOf(path, library.description), threads });
  await requireExact(blas);
  return blas;
}

/** "OpenBLAS 0.3.31" out of OpenBLAS's description of itself; else what the file is called. */
function nameOf(path: string, description: string | undefined): string {
  const version = /^OpenBLAS \d+(\.\d+)*/.exec(description ?? "")?.[0];
  return version ?? path.slice(path.lastIndexOf("/") + 1);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
