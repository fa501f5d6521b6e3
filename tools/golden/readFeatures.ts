import { readFileSync } from "node:fs";
import { z } from "zod";

const Shapes = z.array(z.object({ name: z.string(), rows: z.int(), columns: z.int() }));

export interface KerasFeatures {
  readonly columns: number;
  readonly values: Float32Array;
}

/** What features.py wrote of each case: `features.bin` and, beside it, `features.json` with the shapes. */
export function readFeatures(folder: URL): ReadonlyMap<string, KerasFeatures> {
  const shapes = Shapes.parse(JSON.parse(readFileSync(new URL("features.json", folder), "utf8")));
  const bytes = readFileSync(new URL("features.bin", folder));
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
