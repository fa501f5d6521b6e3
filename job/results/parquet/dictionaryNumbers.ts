import { dictionaryNumbers as compiled } from "./wasm/dictionaryNumbers.ts";

/** Bits of an index that may begin anywhere in a byte and still lies in 32. */
const widest = 24;
const indexBytes = Uint32Array.BYTES_PER_ELEMENT;

/** Numbers of pages that are written as indices into a dictionary; it works in memory of its own, page after page. */
export class DictionaryNumbers {
  #room: ReturnType<typeof compiled.instantiate> | undefined;
  /** The terms that are in the room's memory. */
  #terms: Float32Array | Float64Array | undefined;

  /**
   * The numbers of one page, to be read before the next is asked for.
   * @param bytes width of the indices, then the indices in Parquet's hybrid of run lengths and bit packing
   * @throws RangeError where the bytes end too early, an index has more than 24 bits or stands for nothing
   */
  of(bytes: Uint8Array, count: number, terms: Float32Array | Float64Array): Float32Array | Float64Array {
    const width = bytes[0] ?? 0;
    if (width > widest) throw new RangeError(`a dictionary's indices have ${width} bits, more than ${widest}`);
    const termsAt = 0;
    const targetAt = terms.byteLength;
    const indicesAt = targetAt + count * terms.BYTES_PER_ELEMENT;
    const bytesAt = indicesAt + count * indexBytes;
    const { functions, memory } = this.#with(bytesAt + bytes.length);
    const isDouble = terms instanceof Float64Array;
    const numbersAt = (at: number, length: number): Float32Array | Float64Array =>
      isDouble ? new Float64Array(memory, at, length) : new Float32Array(memory, at, length);
    const lookUp = isDouble ? functions.lookUpFloat64 : functions.lookUpFloat32;

    if (terms !== this.#terms) numbersAt(termsAt, terms.length).set(terms);
    this.#terms = terms;
    if (width === 0) new Uint32Array(memory, indicesAt, count).fill(0);
    else {
      new Uint8Array(memory, bytesAt, bytes.length).set(bytes);
      const flaw = functions.unpackIndices(bytesAt + 1, bytes.length - 1, width, count, indicesAt);
      if (flaw !== 0) throw new RangeError(flaw === 1 ? `indices end before ${count}` : "a run of indices is empty");
    }
    const found = lookUp(indicesAt, count, termsAt, terms.length, targetAt);
    if (found < count) throw new RangeError("a number is not in its dictionary");
    return numbersAt(targetAt, count);
  }

  #with(bytes: number): ReturnType<typeof compiled.instantiate> {
    if (this.#room !== undefined && this.#room.memory.byteLength >= bytes) return this.#room;
    this.#terms = undefined;
    return (this.#room = compiled.instantiate(bytes));
  }
}
