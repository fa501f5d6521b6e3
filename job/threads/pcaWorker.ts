import { parentPort } from "node:worker_threads";
import { assistTridiagonalisation } from "../pca/eigen/tridiagonalisation.ts";
import { chosenKernel } from "../pca/kernel/chosenKernel.ts";
import { workOnScatter } from "../pca/statistics/workOnScatter.ts";
import type { TeamWork } from "../pca/team.ts";

/** What a thread is asked to do: to get ready, or its part of a work. */
export type ToPcaWorker = { readonly kind: "prepare" } | TeamWork;
/** The answer to each. */
export type FromPcaWorker = { readonly kind: "done" } | { readonly kind: "failed"; readonly error: Error };

/** One thread of a team: does one thing after the other. */
const kernel = chosenKernel(1);

async function answer(message: ToPcaWorker): Promise<void> {
  switch (message.kind) {
    case "prepare":
      // The kernel for large products is loaded when it is first chosen.
      return void (await kernel.forRows(1 << 10, 1 << 10));
    case "scatter":
      return workOnScatter(message.room, kernel);
    case "tridiagonalise":
      return assistTridiagonalisation(message.task);
  }
}

const tell = (message: FromPcaWorker): void => parentPort!.postMessage(message);

let before = Promise.resolve();
parentPort!.on("message", (message: ToPcaWorker) => {
  before = before
    .then(() => answer(message))
    .then(
      () => tell({ kind: "done" }),
      (error: unknown) => tell({ kind: "failed", error: error instanceof Error ? error : new Error(String(error)) }),
    );
});
