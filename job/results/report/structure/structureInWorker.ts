import { Worker } from "node:worker_threads";
import type { Structure, StructureProgress, StructureTask } from "./structure.ts";
import type { StructureMessage } from "./structureWorker.ts";

/** `computeStructure` in a thread of its own, so that the screen stays alive. */
export async function structureInWorker(task: StructureTask, onProgress: StructureProgress): Promise<Structure> {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./structureWorker.${extension}`, import.meta.url), { workerData: task });
  try {
    return await new Promise((resolve, reject) => {
      worker.on("message", (message: StructureMessage) => {
        if (message.kind === "structure") resolve(message.structure);
        else onProgress(message.stage, message.done, message.total);
      });
      worker.on("error", reject);
      worker.on("exit", (code) => reject(new Error(`the structure worker ended early with code ${code}`)));
    });
  } finally {
    await worker.terminate();
  }
}
