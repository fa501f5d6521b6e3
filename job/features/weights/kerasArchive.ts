import AdmZip from "adm-zip";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "../../contract/errors.ts";

/** The one entry of a `.keras` file that we read; the rest is the model's configuration. */
const weightsEntry = "model.weights.h5";

/**
 * Unpacks the weights of a model saved by Keras 3 (`model.save("name.keras")`, a zip file) into a temporary file, as HDF5
 * is read from files. @throws InputError when it is not such a file
 */
export function unpackKerasArchive(path: string): { readonly h5Path: string } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), "verger-weights-"));
  const dispose = () => rmSync(folder, { recursive: true, force: true });
  try {
    const h5Path = join(folder, weightsEntry);
    writeFileSync(h5Path, readWeightsEntry(path));
    return { h5Path, [Symbol.dispose]: dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

function readWeightsEntry(path: string): Buffer {
  let bytes: Buffer | null;
  try {
    bytes = new AdmZip(path).readFile(weightsEntry);
  } catch (cause) {
    throw new InputError(`${path} is not a whole .keras file`, "Save it again with model.save('name.keras').", {
      cause,
    });
  }
  if (bytes === null)
    throw new InputError(`${path} holds no ${weightsEntry}`, "Save it with Keras 3: model.save('name.keras').");
  return bytes;
}
