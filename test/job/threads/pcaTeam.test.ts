import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { fitPca } from "../../../job/pca/fitPca.ts";
import type { RowSource } from "../../../job/pca/matrix.ts";
import type { PcaModel } from "../../../job/pca/pcaModel.ts";
import type { Statistics } from "../../../job/pca/statistics/statistics.ts";
import { statisticsOf } from "../../../job/pca/statistics/statisticsOf.ts";
import type { Team } from "../../../job/pca/team.ts";
import { pcaTeam } from "../../../job/threads/pcaTeam.ts";
import { randomRows } from "../pca/randomRows.ts";
import { rowsOf } from "../pca/rowsOf.ts";

const d = 600;
const rows = randomRows(2 * 2048 + 300, d, 1, undefined, 3);
const teamOf = async (threads: number): Promise<{ team: Team }> => {
  const team = pcaTeam(threads)!;
  await team.prepare();
  return { team };
};

const fitted = (source: RowSource, team: { team?: Team } = {}): Promise<PcaModel> =>
  fitPca(source, { components: 40, scale: false, solver: "covariance", ...team });

const url = (path: string): string => JSON.stringify(new URL(`../../../job/${path}`, import.meta.url).href);

/** Whether a thread that has not started is called for the eigenvectors of so many features. */
const callsAThread = async (features: number): Promise<boolean> => {
  const few = randomRows(features + 100, features, 3);
  const { team } = await teamOf(2);
  let helped = false;
  const begin: Team["begin"] = (work, threads) => {
    helped = work.kind === "tridiagonalise";
    return team.begin(work, threads);
  };
  const cold: Team = { size: 2, isReady: false, prepare: () => Promise.resolve(), begin };
  expect(await fitted(rowsOf(few), { team: cold })).toStrictEqual(await fitted(rowsOf(few)));
  return helped;
};

describe("a PCA with threads that help", () => {
  it("is the same to the byte without them, with two and with three", async () => {
    const alone = await fitted(rowsOf(rows));
    expect(await fitted(rowsOf(rows), await teamOf(2))).toStrictEqual(alone);
    expect(await fitted(rowsOf(rows, [700]), await teamOf(3))).toStrictEqual(alone);
  });

  it("is the same where they get ready on the way, or never do", async () => {
    const many = randomRows(5 * 2048, d, 2);
    const alone = await fitted(rowsOf(many));
    let asked = 0;
    const late = { ...(await teamOf(2)).team, isReady: false, prepare: async () => void (late.isReady = ++asked > 0) };
    expect(await fitted(rowsOf(many), { team: late })).toStrictEqual(alone);
    expect(asked).toBe(1);
    const never: Team = { ...late, isReady: false, prepare: () => Promise.reject(new Error("no room for threads")) };
    expect(await fitted(rowsOf(many), { team: never })).toStrictEqual(alone);
  });

  it("goes on from what an earlier one kept, to the same bytes", async () => {
    const kept: Statistics[] = [];
    const whole = await statisticsOf(rowsOf(rows), {
      ...(await teamOf(2)),
      checkpointRows: 2048,
      onCheckpoint: async (statistics) => void kept.push(statistics),
    });
    const from = kept[0]!;
    expect(from.count).toBe(2048);
    const rest = { rows: rows.rows - 2048, columns: d, values: rows.values.slice(2048 * d) };
    expect(await statisticsOf(rowsOf(rest), { ...(await teamOf(2)), from })).toStrictEqual(whole);
  });

  it("ends with the rows' own error where they break off, and the next one has its threads", async () => {
    const broken: RowSource = async function* () {
      yield* rowsOf(rows)();
      throw new Error("the disk is gone");
    };
    await expect(fitted(broken, await teamOf(2))).rejects.toThrow("the disk is gone");
    expect(await fitted(rowsOf(rows), await teamOf(2))).toStrictEqual(await fitted(rowsOf(rows)));
  });

  it("ends with a thread's error where one fails, and does not wait for its work", async () => {
    const failing: Team = {
      size: 2,
      isReady: true,
      async prepare() {},
      async begin() {
        throw new Error("no memory for a thread");
      },
    };
    await expect(fitted(rowsOf(rows), { team: failing })).rejects.toThrow("no memory for a thread");
  });

  it("is the same where a thread cannot help with the eigenvectors", async () => {
    const { team } = await teamOf(2);
    const begin: Team["begin"] = (work, threads) =>
      work.kind === "scatter" ? team.begin(work, threads) : Promise.reject(new Error("no memory for a thread"));
    const half: Team = { size: 2, isReady: true, prepare: () => Promise.resolve(), begin };
    expect(await fitted(rowsOf(rows), { team: half })).toStrictEqual(await fitted(rowsOf(rows)));
  });

  it("calls a thread that has yet to start where the eigenvectors take long, and not where they do not", async () => {
    expect(await callsAThread(1010)).toBe(true);
    expect(await callsAThread(300)).toBe(false);
  });

  it("leaves a process free to end", async () => {
    const program = `
      const { fitPca } = await import(${url("pca/fitPca.ts")});
      const { pcaTeam } = await import(${url("threads/pcaTeam.ts")});
      const values = Float64Array.from({ length: 700 * 600 }, (_, i) => Math.sin(i * i));
      const source = async function* () { for (let i = 0; i < 5; i++) yield { rows: 700, columns: 600, values }; };
      await pcaTeam(2).prepare();
      const { samples } = await fitPca(source, { components: 2, scale: false, team: pcaTeam(2) });
      console.log(samples);`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], {
      timeout: 60_000,
    });
    expect(stdout.trim()).toBe("3500");
  });
});
