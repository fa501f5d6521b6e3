import type { Terminal } from "../terminal.ts";
import { duration } from "./duration.ts";
import { plural } from "./numbers.ts";

const plainLineMilliseconds = 60_000;

/** Follows `pulumi up` or `destroy`: how many resources are done and for how long, instead of every line of it. */
export class EngineScreen {
  #terminal: Terminal;
  #doing: string;
  #done = 0;
  #beganAt: number;
  #notedAt: number;

  /** @param doing `made` or `removed` */
  constructor(terminal: Terminal, doing: string) {
    this.#terminal = terminal;
    this.#doing = doing;
    this.#beganAt = this.#notedAt = terminal.now().getTime();
  }

  show(line: string): void {
    // ` +  aws:s3:Bucket results created (2s)`
    if (/ (created|deleted|updated|replaced)( \(|$)/.test(line.trimEnd())) this.#done += 1;
    const now = this.#terminal.now().getTime();
    const text = `  ${plural(this.#done, "resource")} ${this.#doing}, ${duration((now - this.#beganAt) / 1000)}`;
    if (this.#terminal.live !== undefined) return this.#terminal.live.draw(text);
    if (now - this.#notedAt < plainLineMilliseconds) return;
    this.#notedAt = now;
    this.#terminal.note(text);
  }

  /** Ends the live area. Gives how many resources were done, and how long it took: `7:12`. */
  end(): { readonly done: number; readonly took: string } {
    this.#terminal.live?.clear();
    const seconds = (this.#terminal.now().getTime() - this.#beganAt) / 1000;
    return { done: this.#done, took: duration(seconds) };
  }
}
