import { parentPort } from "node:worker_threads";
import { assistTridiagonalisation } from "../pca/eigen/tridiagonalisation.ts";
import { chosenKernel } from "../pca/kernel/chosenKernel.ts";
import { workOnScatter } from "../pca/statistics/workOnScatter.ts";
import type { TeamWork } from "../pca/team.ts";

export type FromPcaWorker = { readonly kind: "done" } | { readonly kind: "failed"; readonly error: Error };

/** One thread of a team: takes part in one work after the other. */
const kernel = chosenKernel(1);

async function takePart(work: TeamWork): Promise<void> {
  switch (work.kind) {
    case "scatter":
      return workOnScatter(work.room, kernel);
    case "tridiagonalise":
      return assistTridiagonalisation(work.task);
  }
}

const tell = (message: FromPcaWorker): void => parentPort!.postMessage(message);

let before = Promise.resolve();
parentPort!.on("message", (work: TeamWork) => {
  before = before
    .then(() => takePart(work))
    .then(
      () => tell({ kind: "done" }),
      (error: unknown) => tell({ kind: "failed", error: error instanceof Error ? error : new Error(String(error)) }),
    );
});
