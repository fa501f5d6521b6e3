import { finiteness } from "../../pca/wasm/finiteness.ts";
import { DictionaryNumbers } from "./dictionaryNumbers.ts";
import { SnappyPages } from "./snappyPages.ts";

/** Memory for a block of numbers, which looks for those that are not finite where they lie. */
export interface FloatBlock {
  readonly values: Float32Array | Float64Array;
  /** The same memory. */
  readonly bytes: Uint8Array;
  /** Whether so many numbers, the first, are neither NaN nor infinite. */
  readonly areFinite: (count: number) => boolean;
}

/**
 * Memory that reading lists of numbers takes, used again from one row group to the next: V8 collects its garbage each time
 * that some 30 MiB outside of its heap were asked for, and fresh memory is slow.
 */
export class FloatRoom {
  readonly dictionaryNumbers = new DictionaryNumbers();
  readonly snappyPages = new SnappyPages();
  readonly snappyDictionaries = new SnappyPages();
  #blocks: Partial<Record<FloatType, FloatBlock>> = {};
  #bytes = new Uint8Array();

  /** A block of at least `length` numbers; the last one of this type is gone. */
  block(type: FloatType, length: number): FloatBlock {
    const known = this.#blocks[type];
    return known !== undefined && known.values.length >= length
      ? known
      : (this.#blocks[type] = floatBlock(type, length));
  }

  /** So many bytes; the last ones are gone. */
  bytes(length: number): Uint8Array {
    if (this.#bytes.length < length) this.#bytes = new Uint8Array(length);
    return this.#bytes.subarray(0, length);
  }
}

export type FloatType = "FLOAT" | "DOUBLE";

function floatBlock(type: FloatType, length: number): FloatBlock {
  const isDouble = type === "DOUBLE";
  const { functions, memory } = finiteness.instantiate(
    length * (isDouble ? Float64Array : Float32Array).BYTES_PER_ELEMENT,
  );
  const find = isDouble ? functions.firstNotFiniteFloat64 : functions.firstNotFiniteFloat32;
  return {
    values: isDouble ? new Float64Array(memory, 0, length) : new Float32Array(memory, 0, length),
    bytes: new Uint8Array(memory),
    areFinite: (count) => find(0, count) === -1,
  };
}
