import type { Terminal } from "../terminal.ts";
import { duration } from "./duration.ts";
import { EngineProgress } from "./engineProgress.ts";
import { count, plural } from "./numbers.ts";

const plainLineMilliseconds = 60_000;

export interface EngineWork {
  readonly doing: "made" | "removed";
  /** How many resources there will be; undefined where a part of them may be there already. */
  readonly total?: number | undefined;
  /** Receives every line as the engine said it. */
  readonly log?: ((line: string) => void) | undefined;
}

/**
 * Follows `pulumi up` or `destroy` in one line: how much is done, what has been under way for the longest, and for how
 * long. Where nothing can be redrawn it is said once a minute; with `--verbose` the engine's own lines are shown.
 */
export class EngineScreen {
  readonly #terminal: Terminal;
  readonly #work: EngineWork;
  readonly #progress = new EngineProgress();
  readonly #beganAt: number;
  readonly #clock: NodeJS.Timeout;
  #notedAt: number;
  #isShown: boolean;

  constructor(terminal: Terminal, work: EngineWork) {
    this.#terminal = terminal;
    this.#work = work;
    this.#beganAt = this.#notedAt = terminal.now().getTime();
    this.#isShown = terminal.verbose !== true;
    // The time moves on while the engine is silent.
    this.#clock = setInterval(() => this.#draw(), 1000).unref();
  }

  show(line: string): void {
    this.#work.log?.(line);
    this.#progress.read(line, this.#terminal.now().getTime());
    if (this.#terminal.verbose === true) this.#terminal.note(line);
    this.#draw();
  }

  /** Leaves the screen to another: the engine goes on, and is no longer shown. */
  giveWay(): void {
    if (this.#isShown) this.#terminal.live?.clear();
    this.#isShown = false;
  }

  /** Ends the live area. Gives how many resources were done, and how long it took: `7:12`. */
  end(): { readonly done: number; readonly took: string } {
    clearInterval(this.#clock);
    this.giveWay();
    return { done: this.#progress.done, took: this.#since(this.#beganAt) };
  }

  #draw(): void {
    if (!this.#isShown) return;
    const { live } = this.#terminal;
    if (live !== undefined) return live.draw(this.#text());
    const now = this.#terminal.now().getTime();
    if (now - this.#notedAt < plainLineMilliseconds) return;
    this.#notedAt = now;
    this.#terminal.note(this.#text());
  }

  /** `  31/66 resources made, 2:10   Cluster primary, 1:24`. */
  #text(): string {
    const { doing, total } = this.#work;
    const { done, longest } = this.#progress;
    const much =
      total === undefined || done > total ? plural(done, "resource") : `${count(done)}/${plural(total, "resource")}`;
    const now = longest === undefined ? "" : `   ${longest.name}, ${this.#since(longest.since)}`;
    return `  ${much} ${doing}, ${this.#since(this.#beganAt)}${now}`.slice(0, Math.max(1, this.#terminal.columns - 1));
  }

  #since(moment: number): string {
    return duration((this.#terminal.now().getTime() - moment) / 1000);
  }
}
