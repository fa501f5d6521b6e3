import { readFileSync } from "node:fs";
import { z } from "zod";

export const goldenFolder = new URL("golden/", import.meta.url);

const Shapes = z.array(z.object({ name: z.string(), rows: z.int(), columns: z.int() }));

/** What Keras gave for each case of tools/golden/featureCases.ts (written by `npm run golden:features`). */
export function goldenFeatures(): ReadonlyMap<string, { readonly columns: number; readonly values: Float32Array }> {
  const shapes = Shapes.parse(JSON.parse(readFileSync(new URL("features.json", goldenFolder), "utf8")));
  const bytes = readFileSync(new URL("features.bin", goldenFolder));
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  let at = 0;
  return new Map(
    shapes.map(({ name, rows, columns }) => {
      const own = values.subarray(at, at + rows * columns);
      at += rows * columns;
      return [name, { columns, values: own }];
    }),
  );
}
