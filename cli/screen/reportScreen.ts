import type { ReportStage } from "../../job/results/report/writeReport.ts";
import type { Terminal } from "../terminal.ts";
import { count } from "./numbers.ts";

const redrawMilliseconds = 100;
const doing: Record<ReportStage, string> = {
  images: "looking at the images",
  thumbnails: "thumbnails",
  neighbours: "nearest neighbours",
  separation: "separation of the classes",
  "t-SNE": "t-SNE",
  UMAP: "UMAP",
};

/** Follows the making of a report on stderr: one live line where that is a terminal, a line a stage elsewhere. */
export class ReportScreen {
  #terminal: Terminal;
  #stage: ReportStage | undefined;
  #drawnAt = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  show(stage: ReportStage, done: number, total: number): void {
    const { live } = this.#terminal;
    const now = this.#terminal.now().getTime();
    if (live === undefined) {
      if (stage !== this.#stage) this.#terminal.note(`  report     ${doing[stage]}`);
    } else if (stage !== this.#stage || now - this.#drawnAt >= redrawMilliseconds) {
      this.#drawnAt = now;
      live.draw(`  report     ${doing[stage]}${total > 1 ? `   ${count(done)}/${count(total)}` : ""}`);
    }
    this.#stage = stage;
  }

  end(): void {
    this.#terminal.live?.clear();
  }
}
