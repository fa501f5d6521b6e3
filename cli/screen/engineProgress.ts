/** A resource the engine is at work on. */
export interface UnderWay {
  /** `Cluster primary` */
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** ` +  aws:s3:Bucket results creating (2s)`; after the verb may come `replacement`, seconds and an error. */
const step =
  /^\s*\S{1,3}\s+([\w-]+(?::[\w./-]+)+) (\S+) (creating|updating|deleting|replacing|created|updated|deleted|replaced)\b/;
/** The stack itself and what groups others: the plan does not count them either. */
const onlyOnPaper = /^(pulumi:pulumi|verger):/;

/** How far `pulumi up` or `destroy` is, as its own lines tell. */
export class EngineProgress {
  #underWay = new Map<string, number>();
  #done = 0;

  read(line: string, now: number): void {
    const [, type = "", name = "", verb = ""] = step.exec(line) ?? [];
    if (verb === "" || onlyOnPaper.test(type)) return;
    const resource = `${type.split(":").at(-1)} ${name}`;
    const isOver = verb.endsWith("ed");
    if (isOver || line.includes(" error: ")) this.#underWay.delete(resource);
    else if (!this.#underWay.has(resource)) this.#underWay.set(resource, now);
    if (isOver) this.#done += 1;
  }

  get done(): number {
    return this.#done;
  }

  /** What the engine has been at for the longest. */
  get longest(): UnderWay | undefined {
    const [first] = this.#underWay;
    return first && { name: first[0], since: first[1] };
  }
}
