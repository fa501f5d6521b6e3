import { Dataset, File, ready } from "h5wasm/node";
import { InputError } from "../../contract/errors.ts";
import type { Network } from "../networks/layer.ts";
import { elementCount } from "../networks/weightShapes.ts";
import { describeMismatch } from "./describeMismatch.ts";
import { h5Inventory, type H5Tensor } from "./h5Inventory.ts";
import { matchWeights, tensorKey } from "./matchWeights.ts";
import type { WeightSource } from "./weightSource.ts";

/** Rows are read in slices of at most this many values (32 MB), so that a dense layer's 400 MB are held once. */
const sliceLength = 8_000_000;

/**
 * Opens a Keras weights file for a network, in any layout of `h5Inventory`.
 * Errors speak of `shownAs`, and recognise a file of one of the `others`.
 * @throws InputError naming, tensor by tensor, what is missing or of another shape
 */
export async function openH5Weights(
  path: string,
  network: Network,
  { shownAs = path, others = [] }: { readonly shownAs?: string; readonly others?: readonly Network[] } = {},
): Promise<WeightSource & Disposable> {
  const hdf5 = await ready;
  // Otherwise the library prints its own stack on a person's screen.
  hdf5.activate_throwing_error_handler();
  const file = openFile(path, shownAs);
  try {
    const inventory = h5Inventory(file);
    const match = matchWeights(network, inventory);
    if (match.misfits.length > 0) throw describeMismatch(shownAs, network, match, inventory, others);
    return {
      read(tensor) {
        const stored = match.found.get(tensorKey(tensor));
        if (stored === undefined) throw new Error(`${tensorKey(tensor)} was not asked for at first`);
        return readTensor(file, stored, shownAs);
      },
      [Symbol.dispose]: () => void file.close(),
    };
  } catch (error) {
    file.close();
    throw error;
  }
}

function openFile(path: string, shownAs: string): File {
  try {
    return new File(path, "r");
  } catch (cause) {
    throw new InputError(
      `${shownAs} is not a readable HDF5 file (an interrupted download, or another format under this name?)`,
      "Save the weights again with model.save_weights(…), or give another file.",
      { cause },
    );
  }
}

function readTensor(file: File, { path, shape }: H5Tensor, filePath: string): Float32Array {
  const dataset = file.get(path);
  if (!(dataset instanceof Dataset)) throw new Error(`${path} has gone from ${filePath}`);
  if (dataset.dtype !== "<f" && dataset.dtype !== "<d")
    throw new InputError(
      `${filePath}: ${path} holds ${JSON.stringify(dataset.dtype)}, not 32- or 64-bit floats`,
      "Save the weights in float32.",
    );
  const [rows = 1, ...rest] = shape;
  const rowLength = elementCount(rest);
  const step = Math.max(1, Math.floor(sliceLength / rowLength));
  const values = new Float32Array(elementCount(shape));
  for (let row = 0; row < rows; row += step) {
    const part = shape.length === 0 ? dataset.value : dataset.slice([[row, Math.min(row + step, rows)]]);
    if (!(part instanceof Float32Array || part instanceof Float64Array)) throw new Error(`${path} reads as no floats`);
    if (part.some((value) => !Number.isFinite(value)))
      throw new InputError(`${filePath}: ${path} holds values that are not finite`, "Train or download it again.");
    values.set(part, row * rowLength);
  }
  return values;
}
