import type { Sight } from "../../infra/lifecycle/watch/watchRun.ts";
import type { RunProgress } from "../../job/results/runProgress.ts";
import type { Terminal } from "../terminal.ts";
import { count } from "./numbers.ts";
import { progressLine } from "./progressLine.ts";

const plainLineMilliseconds = 60_000;

/** Follows a run in a cloud on stderr, as the local job's screen does: a bar, and a line for all that changes. */
export class WatchScreen {
  #terminal: Terminal;
  #said = new Map<string, string>();
  #first: RunProgress | undefined;
  #drawn = "";
  #notedAt = Number.NEGATIVE_INFINITY;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  show(sight: Sight): void {
    const { compute, job, progress, silentMinutes, trouble } = sight;
    this.#once("machines", `  machines   ${compute.said}`);
    if (job !== undefined) this.#once("job", `  job        ${job.state.kind} (${job.id})`);
    if (silentMinutes !== undefined)
      this.#once(
        "silence",
        `  no progress for ${Math.floor(silentMinutes)} min; the platform still says ${job?.state.kind ?? "nothing"} (verger logs)`,
        `${Math.floor(silentMinutes / 10)}`,
      );
    if (trouble !== undefined) this.#once("trouble", `  cannot look at the moment, and try again: ${trouble}`);
    if (progress !== undefined) this.#progress(progress);
  }

  /** Ends the live area; the last progress stays readable. */
  end(): void {
    this.#terminal.live?.clear();
    if (this.#terminal.live !== undefined && this.#drawn !== "") this.#terminal.note(this.#drawn);
    this.#drawn = "";
  }

  #progress(progress: RunProgress): void {
    // Another attempt counts its seconds anew.
    if (this.#first === undefined || progress.seconds < this.#first.seconds) this.#first = progress;
    const line = lineOf(progress, this.#first, this.#terminal.columns);
    const { live } = this.#terminal;
    if (live !== undefined) {
      this.#drawn = line;
      return live.draw(line);
    }
    const now = this.#terminal.now().getTime();
    const finished = progress.done >= progress.images;
    if (line === this.#drawn || (!finished && now - this.#notedAt < plainLineMilliseconds)) return;
    this.#drawn = line;
    this.#notedAt = now;
    this.#terminal.note(line);
  }

  /** Says a line when what it is about has changed. */
  #once(about: string, line: string, value: string = line): void {
    if (this.#said.get(about) === value) return;
    this.#said.set(about, value);
    this.#terminal.live?.clear();
    this.#terminal.note(line);
  }
}

function lineOf(progress: RunProgress, first: RunProgress, columns: number): string {
  const { stage, done, images, rejects, seconds } = progress;
  if (stage === "listing") return "  listing the pictures";
  if (stage === "statistics" || stage === "projections") return `  PCA: ${stage}, ${count(done - rejects)} rows`;
  // What this watch has seen happen; before anything has, what the job says of itself.
  const seen = done > first.done;
  const doneNow = seen ? done - first.done : done;
  const secondsNow = seen ? seconds - first.seconds : seconds;
  return progressLine({ done, total: images, rejects, doneNow, secondsNow }, columns);
}
