import { join, resolve } from "node:path";
import type { Backend } from "./backendUrl.ts";

/** Where a Pulumi backend in files keeps one stack. */
export interface StackFiles {
  readonly stack: string;
  /** Version of the backend's layout; written once, with the first stack. */
  readonly meta: string;
  /** Folder of the project's checkpoints: `NAME.json`, or `NAME.json.gz` or `.zst` where they are compressed. */
  readonly checkpoints: string;
  /** Folder with a copy of the checkpoint after each update. */
  readonly history: string;
  readonly backups: string;
  readonly locks: string;
}

/** @returns undefined for a backend that is not in files: it writes an object whole or not at all */
export function stackFiles(
  { url, project }: Backend,
  stack: string,
  { folder, home }: { readonly folder: string; readonly home: string },
): StackFiles | undefined {
  const [path] = url?.startsWith("file://") ? url.slice("file://".length).split("?") : [];
  if (path === undefined) return undefined;
  const root = join(path.startsWith("~") ? join(home, path.slice(1)) : resolve(folder, path), ".pulumi");
  return {
    stack,
    meta: join(root, "meta.yaml"),
    checkpoints: join(root, "stacks", project),
    history: join(root, "history", project, stack),
    backups: join(root, "backups", project, stack),
    locks: join(root, "locks", "organization", project, stack),
  };
}
