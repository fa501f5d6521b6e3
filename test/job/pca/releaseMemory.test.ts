import { expect, it } from "vitest";
import { fitFromRows } from "../../../job/pca/fitFromRows.ts";
import { fitPca } from "../../../job/pca/fitPca.ts";
import { webAssemblyKernel } from "../../../job/pca/kernel/webAssemblyKernel.ts";
import { orthonormaliseRows } from "../../../job/pca/orthonormaliseRows.ts";
import { randomRows } from "./randomRows.ts";
import { rowsOf } from "./rowsOf.ts";

const few = randomRows(9, 40, 1, (j) => 0.9 ** j, 3);

it("gives kept rows back once they are centred, of which the fit has need no more", async () => {
  const kept = [0, 4].map((row) => ({
    rows: row === 0 ? 4 : 5,
    columns: 40,
    values: few.values.slice(row * 40, row === 0 ? 160 : 360),
  }));
  const options = { scale: false, components: 3, kernel: webAssemblyKernel };
  const model = await fitFromRows({ rows: kept, count: 9, features: 40 }, options);
  expect(kept.map(({ values }) => values.byteLength)).toEqual([0, 0]);
  expect(model.components.values).toEqual((await fitPca(rowsOf(few), options)).components.values);
});

it("never gives the source's own memory back", async () => {
  const before = few.values.slice();
  await fitPca(
    async function* () {
      yield few;
    },
    { scale: false },
  );
  expect(few.values).toEqual(before);
});

it("gives rows back that are turned into orthonormal ones", async () => {
  const skewed = { rows: 2, columns: 3, values: Float64Array.of(1, 0.01, 0, 0, 1, 0.01) };
  const rows = await orthonormaliseRows(skewed, webAssemblyKernel);
  expect(skewed.values.byteLength).toBe(0);
  expect(rows.values).toHaveLength(6);
});
