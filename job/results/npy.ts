import type { Matrix } from "../pca/matrix.ts";

const magic = "\x93NUMPY\x01\x00";

/**
 * A float64 array in NumPy's file format 1.0, little-endian, C order: `numpy.load` gives it back bit for bit.
 * Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function encodeNpy(shape: readonly number[], values: Float64Array): Uint8Array {
  const lengths = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionary = `{'descr': '<f8', 'fortran_order': False, 'shape': (${lengths}), }`;
  const headerBytes = 64 * Math.ceil((magic.length + 2 + dictionary.length + 1) / 64);
  const bytes = new Uint8Array(headerBytes + 8 * values.length);
  const view = new DataView(bytes.buffer);
  const header = magic + "\0\0" + dictionary;
  for (let i = 0; i < headerBytes; i++) bytes[i] = i < header.length ? header.charCodeAt(i) : 0x20;
  bytes[headerBytes - 1] = 0x0a;
  view.setUint16(magic.length, headerBytes - magic.length - 2, true);
  for (const [i, value] of values.entries()) view.setFloat64(headerBytes + 8 * i, value, true);
  return bytes;
}

/** Reads what `encodeNpy` or `numpy.save` wrote: one or two dimensions of float64 in C order. Throws a TypeError otherwise. */
export function decodeNpy(bytes: Uint8Array): Matrix {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 10 || String.fromCharCode(...bytes.subarray(0, 8)) !== magic)
    throw new TypeError("not a NumPy file of format 1.0");
  const start = magic.length + 2 + view.getUint16(magic.length, true);
  const header = new TextDecoder("latin1").decode(bytes.subarray(magic.length + 2, start));
  const layout = /'descr': '<f8', 'fortran_order': False, 'shape': \((\d+),? ?(\d+)?\)/.exec(header);
  if (layout === null)
    throw new TypeError(`expected one or two dimensions of float64 in C order, found ${header.trim()}`);
  const [first, second] = [Number(layout[1]), layout[2] === undefined ? undefined : Number(layout[2])];
  const [rows, columns] = second === undefined ? [1, first] : [first, second];
  if (bytes.length !== start + 8 * rows * columns)
    throw new TypeError(`expected ${rows * columns} numbers, found ${(bytes.length - start) / 8}`);
  const values = Float64Array.from({ length: rows * columns }, (_, i) => view.getFloat64(start + 8 * i, true));
  return { rows, columns, values };
}
