/*
 * What threads tell each other of a room, in one Int32Array: the next task, the blocks published (and whether more may
 * come), whether somebody failed, and for every panel the blocks centred and the blocks added.
 */
const next = 0;
const published = 1;
const failed = 2;
const fixed = 3;

/** Added to the number of blocks published when no more will come. */
const closed = 1 << 30;
/** How long a thread sleeps before it looks whether another failed. */
const patienceMilliseconds = 1000;

export function newProgress(panels: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer((fixed + 2 * panels) * Int32Array.BYTES_PER_ELEMENT));
}

export const centredTo = (panel: number): number => fixed + panel;
export const addedTo = (panel: number, panels: number): number => fixed + panels + panel;

export const nextTask = (progress: Int32Array): number => Atomics.add(progress, next, 1);

/** One more block may be worked on. */
export const publish = (progress: Int32Array): void => count(progress, published);

/** So many blocks are done already; the next task is the first of the block that follows. */
export function startAfter(progress: Int32Array, blocks: number, panels: number): void {
  Atomics.store(progress, next, blocks * 2 * panels);
  Atomics.store(progress, published, blocks);
  for (let panel = 0; panel < panels; panel++) {
    Atomics.store(progress, centredTo(panel), blocks);
    Atomics.store(progress, addedTo(panel, panels), blocks);
  }
}

/** No more blocks will come. */
export function close(progress: Int32Array): void {
  Atomics.or(progress, published, closed);
  Atomics.notify(progress, published);
}

/** Tells all who wait that they wait in vain. */
export function fail(progress: Int32Array): void {
  Atomics.store(progress, failed, 1);
  for (let counter = 0; counter < progress.length; counter++) Atomics.notify(progress, counter);
}

/** One more at a counter. */
export function count(progress: Int32Array, counter: number): void {
  Atomics.add(progress, counter, 1);
  Atomics.notify(progress, counter);
}

/** Waits until a block is there; false where none will come. */
export function isPublished(progress: Int32Array, block: number): boolean {
  for (;;) {
    const state = Atomics.load(progress, published);
    if ((state & ~closed) > block) return true;
    if ((state & closed) !== 0 || Atomics.load(progress, failed) !== 0) return false;
    Atomics.wait(progress, published, state, patienceMilliseconds);
  }
}

/** Waits until a counter is at least so far; false where somebody failed. */
export function waitFor(progress: Int32Array, counter: number, least: number): boolean {
  for (;;) {
    const value = Atomics.load(progress, counter);
    if (value >= least) return true;
    if (Atomics.load(progress, failed) !== 0) return false;
    Atomics.wait(progress, counter, value, patienceMilliseconds);
  }
}

/** `waitFor` for a thread with other things to do. */
export async function reached(progress: Int32Array, counter: number, least: number): Promise<boolean> {
  for (;;) {
    const value = Atomics.load(progress, counter);
    if (value >= least) return true;
    if (Atomics.load(progress, failed) !== 0) return false;
    await Atomics.waitAsync(progress, counter, value, patienceMilliseconds).value;
  }
}
