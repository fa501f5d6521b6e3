import { describe, expect, it } from "vitest";
import { InputError } from "../../../../job/contract/errors.ts";
import { NotFiniteError } from "../../../../job/pca/fixedBlocks.ts";
import { typescriptKernel } from "../../../../job/pca/kernel/typescriptKernel.ts";
import type { Statistics } from "../../../../job/pca/statistics/statistics.ts";
import { statisticsFromBytes, statisticsToBytes } from "../../../../job/pca/statistics/statisticsBytes.ts";
import { statisticsOf } from "../../../../job/pca/statistics/statisticsOf.ts";
import { relativeError } from "../closeness.ts";
import { randomRows } from "../randomRows.ts";
import { rowsOf } from "../rowsOf.ts";
import { twoPass } from "../twoPass.ts";

describe("statistics of rows", () => {
  it("equal their definition, over several blocks and panels", async () => {
    for (const data of [randomRows(4500, 7, 1, undefined, 3), randomRows(90, 300, 2)]) {
      const actual = await statisticsOf(rowsOf(data), { kernel: typescriptKernel });
      const expected = twoPass(data);
      expect(actual.count).toBe(data.rows);
      expect(relativeError(actual.mean, expected.mean)).toBeLessThan(1e-13);
      expect(relativeError(actual.scatter, expected.scatter)).toBeLessThan(1e-13);
    }
  });

  it("keep their digits where blocks lie 10,000 standard deviations apart", async () => {
    const near = randomRows(4096, 3, 3);
    const apart = { ...near, values: near.values.map((value, i) => value + (i < 2048 * 3 ? 0 : 2 ** 13)) };
    const { scatter } = await statisticsOf(rowsOf(apart));
    expect(relativeError(scatter, twoPass(apart).scatter)).toBeLessThan(1e-12);
  });

  it("go on from a checkpoint to the same bytes", async () => {
    const data = randomRows(7000, 5, 4);
    const checkpoints: Statistics[] = [];
    const whole = await statisticsOf(rowsOf(data, [999]), {
      checkpointRows: 2000,
      onCheckpoint: async (statistics) => void checkpoints.push(statistics),
    });
    expect(checkpoints.map(({ count }) => count)).toEqual([2048, 4096, 6144]);
    for (const checkpoint of checkpoints) {
      const from = statisticsFromBytes(statisticsToBytes(checkpoint));
      const rest = { rows: 7000 - from.count, columns: 5, values: data.values.slice(from.count * 5) };
      expect(await statisticsOf(rowsOf(rest, [123]), { from })).toStrictEqual(whole);
    }
  });

  it("name the row of the whole source after a checkpoint", async () => {
    const from = await statisticsOf(rowsOf(randomRows(2048, 2, 5)));
    const bad = randomRows(100, 2, 6);
    bad.values[50 * 2] = NaN;
    const failure: unknown = await statisticsOf(rowsOf(bad), { from }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NotFiniteError);
    expect(failure).toMatchObject({ row: 2098 });
  });
});

describe("statistics as bytes", () => {
  it("come back bit for bit, negative zero and all", async () => {
    const statistics = await statisticsOf(rowsOf(randomRows(50, 9, 7)));
    statistics.mean[3] = -0;
    const bytes = statisticsToBytes(statistics);
    expect(bytes.length).toBe(24 + 8 * (9 + 45));
    expect(statisticsFromBytes(bytes)).toStrictEqual(statistics);
  });

  it("are refused where they are cut, lengthened or something else", async () => {
    const bytes = statisticsToBytes(await statisticsOf(rowsOf(randomRows(50, 9, 8))));
    const other = bytes.slice();
    other[0] = 0;
    const negative = bytes.slice();
    new DataView(negative.buffer).setFloat64(16, -9, true);
    for (const wrong of [
      new Uint8Array(),
      bytes.slice(0, -8),
      bytes.slice(0, -3),
      other,
      negative,
      Uint8Array.from([...bytes, ...bytes]),
    ])
      expect(() => statisticsFromBytes(wrong)).toThrow(InputError);
  });
});
