import type { JobEvent } from "../../job/engines/jobEvents.ts";
import type { Terminal } from "../terminal.ts";
import { bytes, count, plural } from "./numbers.ts";
import { folded } from "./folded.ts";
import { type Progress, progressLine } from "./progressLine.ts";

const redrawMilliseconds = 100;
const plainLineMilliseconds = 10_000;

/** Follows a job on stderr: a bar where that is a terminal, a line every ten seconds elsewhere. */
export class JobScreen {
  #terminal: Terminal;
  #progress: Progress = { done: 0, total: 0, rejects: 0, doneNow: 0, secondsNow: 0 };
  #startedAt = 0;
  #drawnAt = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  show(event: JobEvent): void {
    const note = (line: string): void => this.#note(line);
    switch (event.kind) {
      case "images":
        return note(
          row(
            "images",
            `${plural(event.images, "picture")}, ${bytes(event.bytes)}${labels(event.labels)}`,
            event.folder,
          ),
        );
      case "download": {
        const share = event.total === undefined ? "" : ` of ${bytes(event.total)}`;
        return this.#draw(
          row("weights", `fetching ${event.file}: ${bytes(event.received)}${share}`),
          event.received === event.total,
        );
      }
      case "model":
        return this.#settle(
          row("features", `${event.extractor}, ${count(event.dimension)} · weights: ${event.weights}`),
        );
      case "run":
        this.#startedAt = this.#time();
        this.#progress = {
          ...this.#progress,
          total: event.images,
          done: event.alreadyDone,
          rejects: event.alreadyRejected,
        };
        note(row("engine", `${event.inference}, ${plural(event.workers, "worker")}`, `run ${event.runId}`));
        if (event.alreadyDone > 0) note(row("resumed", `${plural(event.alreadyDone, "picture")} already done`));
        return note("");
      case "finished":
        return note(row("finished", `run ${event.runId} was done ${event.finishedAt}: nothing is computed again`));
      case "featurized": {
        const { done, doneNow, rejects } = this.#progress;
        const images = event.images + event.rejects;
        this.#progress = {
          ...this.#progress,
          done: done + images,
          doneNow: doneNow + images,
          rejects: rejects + event.rejects,
          secondsNow: (this.#time() - this.#startedAt) / 1000,
        };
        const isLast = this.#progress.done >= this.#progress.total;
        return this.#draw(progressLine(this.#progress, this.#terminal.columns), isLast);
      }
      case "pca":
        return this.#draw(`  PCA: ${event.stage}, ${count(event.rows)} rows`, false);
      case "warning":
        return this.#settle(`  warning: ${event.message}`);
    }
  }

  /** Ends the live area; the last progress stays readable. */
  end(): void {
    this.#terminal.live?.clear();
  }

  /** On a terminal, folded to its width; elsewhere whole, for whoever searches a log. */
  #note(line: string): void {
    const { live, columns } = this.#terminal;
    for (const part of live === undefined ? [line] : folded(line, columns, textColumn)) this.#terminal.note(part);
  }

  #time(): number {
    return this.#terminal.now().getTime();
  }

  #draw(line: string, isLast: boolean): void {
    const { live } = this.#terminal;
    const due = this.#time() - this.#drawnAt >= (live === undefined ? plainLineMilliseconds : redrawMilliseconds);
    if (isLast) return this.#settle(line);
    if (!due) return;
    this.#drawnAt = this.#time();
    if (live === undefined) this.#terminal.note(line);
    else live.draw(line);
  }

  #settle(line: string): void {
    this.#terminal.live?.clear();
    this.#note(line);
    this.#drawnAt = this.#time();
  }
}

/** Where the text of a row begins. */
const textColumn = 13;

/** `  images     120 sample pictures         samples/orchard`. */
export function row(title: string, text: string, aside = ""): string {
  return `  ${title.padEnd(textColumn - 3)} ${text}${aside === "" ? "" : `   ${aside}`}`;
}

function labels(value: number): string {
  return value > 0 ? `, ${plural(value, "label")}` : "";
}
