import { parentPort, workerData } from "node:worker_threads";
import { computeStructure, type Structure, type StructureStage, type StructureTask } from "./structure.ts";

export type StructureMessage =
  | { readonly kind: "progress"; readonly stage: StructureStage; readonly done: number; readonly total: number }
  | { readonly kind: "structure"; readonly structure: Structure };

if (parentPort === null) throw new Error("structureWorker runs as a worker thread only");
const port = parentPort;
// eslint-disable-next-line unicorn/require-post-message-target-origin -- a message port has no origin
const post = (message: StructureMessage): void => port.postMessage(message);
// The thread that starts this worker is ours and gives a StructureTask.
const task = workerData as StructureTask;
let lastPosted = "";
const structure = computeStructure(task, (stage, done, total) => {
  const percent = `${stage} ${Math.floor((done / total) * 50)}`;
  if (percent === lastPosted) return;
  lastPosted = percent;
  post({ kind: "progress", stage, done, total });
});
post({ kind: "structure", structure });
