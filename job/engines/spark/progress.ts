import { VergerError } from "../../contract/errors.ts";
import { progressFile, type RunProgress } from "../../results/runProgress.ts";
import type { ShardRecord } from "../../results/shardRecord.ts";
import { jsonBytes } from "../../results/writtenFile.ts";
import type { Cluster } from "./cluster.ts";

type Stage = "listing" | "features" | "statistics" | "projections" | "finished" | "failed";

/** For whoever watches: the newest state in `progress.json`, every one as a line of the driver's log. */
export class Progress {
  readonly #runId: string;
  readonly #cluster: Pick<Cluster, "run" | "say">;
  readonly #now: () => Date;
  readonly #began: number;
  #images = 0;
  #done = 0;
  #rejects = 0;
  #telling: Promise<void> = Promise.resolve();

  constructor(runId: string, cluster: Pick<Cluster, "run" | "say">, now: () => Date) {
    this.#runId = runId;
    this.#cluster = cluster;
    this.#now = now;
    this.#began = now().getTime();
  }

  /** Only a line of the log: the run folder may still prove to be another's. */
  async announce(stage: Stage): Promise<void> {
    await this.#say(this.#state(stage));
  }

  listed(images: number): void {
    this.#images = images;
  }

  count({ rows, rejects }: ShardRecord): void {
    this.#done += rows + rejects;
    this.#rejects += rejects;
  }

  /** One after the other, in the order they are told: two waves may be done at once. */
  async tell(stage: Stage, why: Pick<RunProgress, "message" | "hint"> = {}): Promise<void> {
    const state = { ...this.#state(stage), ...why };
    const told = this.#telling.then(async () => {
      await this.#say(state);
      await this.#cluster.run.write(progressFile, jsonBytes(state));
    });
    this.#telling = told.catch(() => undefined);
    return told;
  }

  async fail(failure: unknown): Promise<void> {
    const message = failure instanceof Error ? failure.message : String(failure);
    const hint = failure instanceof VergerError ? { hint: failure.hint } : {};
    // A folder that cannot take even that must not hide the failure.
    await this.tell("failed", { message, ...hint }).catch(() => undefined);
  }

  #say(state: RunProgress): Promise<void> {
    return this.#cluster.say(`verger ${JSON.stringify(state)}`);
  }

  #state(stage: Stage): RunProgress {
    const now = this.#now();
    return {
      version: 1,
      runId: this.#runId,
      stage,
      images: this.#images,
      done: this.#done,
      rejects: this.#rejects,
      seconds: Math.round((now.getTime() - this.#began) / 100) / 10,
      at: now.toISOString(),
    };
  }
}
