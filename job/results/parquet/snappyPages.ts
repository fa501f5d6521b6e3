import { snappy } from "./wasm/snappy.ts";

/** What is wrong with a page, by what the decoder returns: 0 is nothing. */
const flaws = [
  undefined,
  "its compressed bytes end too early",
  "its compressed bytes say another length than its header",
  "its compressed bytes hold more than its header says",
  "its compressed bytes repeat what was never written",
];

/**
 * Uncompresses pages in Snappy's format in memory of its own, page after page: fresh memory for each page is
 * slow, and V8 collects it all the time.
 */
export class SnappyPages {
  #room: ReturnType<typeof snappy.instantiate> | undefined;

  /**
   * A page's bytes, to be read before the next is asked for.
   * @param length how many there are once they are uncompressed
   * @throws RangeError that says what is wrong with the compressed bytes
   */
  uncompress(compressed: Uint8Array, length: number): Uint8Array {
    const { functions, memory } = this.#with(length + compressed.length);
    new Uint8Array(memory, length, compressed.length).set(compressed);
    const flaw = functions.uncompress(length, compressed.length, 0, length);
    if (flaw !== 0) throw new RangeError(flaws[flaw]);
    return new Uint8Array(memory, 0, length);
  }

  #with(bytes: number): ReturnType<typeof snappy.instantiate> {
    if (this.#room === undefined || this.#room.memory.byteLength < bytes) this.#room = snappy.instantiate(bytes);
    return this.#room;
  }
}
