import { blockRows } from "../fixedBlocks.ts";
import type { RowBlock } from "../matrix.ts";
import type { Team } from "../team.ts";
import { addedTo, close, fail, publish, reached, startAfter } from "./scatterProgress.ts";
import { type Panel, type ScatterRoom, scatterRoom } from "./scatterRoom.ts";
import { putBlock, type ScatterTasks, scatterTasks } from "./scatterTasks.ts";
import type { Scatter, ScatterOptions } from "./scatter.ts";
import type { Statistics } from "./statistics.ts";

/** Features from which a block's products are worth handing to other threads: some 20 ms. */
const worthSharing = 512;
/** Blocks after which there may be enough to come for threads that take a quarter of a second to start. */
const blocksAlone = 3;
/** Entries of a square that stays in the first-level cache on both sides of a copy. */
const square = 160;

/**
 * Adds blocks of rows (of `blockRows(d)` rows at most) to running statistics, in order. With a team, blocks after the
 * first few are worked on while the next is read. Memory: d²/2 + a block as it came and centred, or two with a team.
 */
export class ScatterAccumulator implements Scatter {
  private count: number;
  private blocks = 0;
  private readonly room: ScatterRoom;
  private readonly tasks: ScatterTasks;
  private readonly team: Team | undefined;
  private effort: Promise<void> | undefined;
  private failure: Error | undefined;

  constructor(features: number, { kernel, team, from }: Omit<ScatterOptions, "blas">) {
    this.team = features >= worthSharing ? team : undefined;
    this.count = from?.count ?? 0;
    this.room = scatterRoom(features, blockRows(features), this.team === undefined ? 1 : 2);
    this.tasks = scatterTasks(this.room, kernel);
    if (from === undefined) return;
    this.room.mean.set(from.mean);
    for (const panel of this.room.panels) copyOut(from.scatter, features, panel);
  }

  /** Adds `rows` rows of d values, which may be written over once it resolves. */
  async add(values: RowBlock["values"], rows: number): Promise<void> {
    const { room, team } = this;
    const block = this.blocks++;
    if (team !== undefined && this.effort === undefined) this.call(team, block);
    const shared = this.effort !== undefined;
    if (shared) await this.finished(block - room.slots);
    const slot = shared ? block : 0;
    putBlock(room, slot, { values, rows, before: this.count });
    this.count += rows;
    if (shared) publish(room.progress);
    else await this.addAlone();
  }

  get isAtRest(): boolean {
    return this.count % blockRows(this.room.features) === 0;
  }

  /** The statistics of all rows added. */
  async statistics(): Promise<Statistics> {
    return this.statisticsIn(new Float64Array(this.room.features ** 2));
  }

  /** The same in the memory of the blocks, if it is large enough: nothing can be added any more. */
  async lastStatistics(): Promise<Statistics> {
    const { features, memory } = this.room;
    const fits = memory.buffer.byteLength >= features ** 2 * Float64Array.BYTES_PER_ELEMENT;
    return fits ? this.statisticsIn(new Float64Array(memory.buffer, 0, features ** 2)) : this.statistics();
  }

  private async statisticsIn(scatter: Float64Array): Promise<Statistics> {
    if (this.effort !== undefined) await this.finished(this.blocks - 1);
    const { features: d, mean, panels } = this.room;
    for (const panel of panels) copySymmetric(panel, scatter, d);
    return { count: this.count, mean: Float64Array.from(mean), scatter };
  }

  /** Sends the threads home. To be called in the end, whatever happened. */
  async close(): Promise<void> {
    close(this.room.progress);
    await this.effort;
  }

  /** Has a team that is ready go on from this block; one that is not shall be, if this may take a while. */
  private call(team: Team, block: number): void {
    if (team.isReady) {
      startAfter(this.room.progress, block, this.room.panels.length);
      this.effort = this.begin(team);
    } else if (block === blocksAlone) {
      // Whoever cannot start is not waited for.
      team.prepare().catch(() => {});
    }
  }

  private async addAlone(): Promise<void> {
    const { room, tasks } = this;
    for (const panel of room.panels) tasks.centre(0, panel);
    for (const panel of room.panels) await tasks.add(0, panel);
  }

  private async begin(team: Team): Promise<void> {
    try {
      await team.begin({ kind: "scatter", room: this.room });
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
      fail(this.room.progress);
    }
  }

  /** Resolves when all threads are through with a block, and with those before it. */
  private async finished(block: number): Promise<void> {
    const { progress, panels } = this.room;
    for (const index of panels.keys()) {
      await reached(progress, addedTo(index, panels.length), block + 1);
      if (this.failure !== undefined) throw this.failure;
    }
  }
}

/** Entries of the upper half, and their mirror images. */
function copySymmetric({ first, rows, columns, sum }: Panel, scatter: Float64Array, d: number): void {
  for (let from = 0; from < columns; from += square) {
    const end = Math.min(from + square, columns);
    for (let i = 0; i < rows; i++)
      for (let j = Math.max(i, from); j < end; j++) {
        const value = sum[i * columns + j]!;
        scatter[(first + i) * d + first + j] = value;
        scatter[(first + j) * d + first + i] = value;
      }
  }
}

function copyOut(scatter: Float64Array, d: number, { first, rows, columns, sum }: Panel): void {
  for (let i = 0; i < rows; i++) {
    const start = (first + i) * d + first;
    sum.set(scatter.subarray(start, start + columns), i * columns);
  }
}
