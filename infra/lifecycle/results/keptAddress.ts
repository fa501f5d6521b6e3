import { storageLayout } from "../../storageLayout.ts";
import type { AskedJob } from "../stack/stackRecord.ts";

/**
 * Where a run is once its stack is gone, for `verger fetch --from`. A volume is only a view of the stack's bucket or
 * container, and goes with the workspace. Undefined where the state does not name what is behind it.
 */
export function keptAddress({ request, runId, storage }: AskedJob): string | undefined {
  if (!request.runs.startsWith("/Volumes/")) return `${request.runs}${runId}`;
  return storage && `${storage}/${storageLayout.runs}${runId}`;
}
