import { describe, expect, it } from "vitest";
import { blasOf } from "../../../job/blas/blasOf.ts";
import type { FortranArgument, FortranLibrary } from "../../../job/blas/fortranLibrary.ts";
import type { Matrix } from "../../../job/pca/matrix.ts";

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** A library whose calls end when they are told to. */
function slowLibrary() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  let threads = 0;
  const library: FortranLibrary = {
    description: undefined,
    setThreads: (count) => void (threads = count),
    call: (routine) => {
      begun.push(`${routine} by ${threads}`);
      return new Promise((resolve) => ends.push(resolve));
    },
  };
  const end = async (): Promise<void> => {
    await settle();
    ends.shift()!();
    await settle();
  };
  return { library, begun, end };
}

const rows: Matrix = { rows: 1, columns: 1, values: Float64Array.of(1) };

/** The number of threads is the whole library's, and a sum that two calls add to at once comes out wrong. */
describe("the order of a BLAS's calls", () => {
  it("lets two threads add to two sums at once, and to one of them in turn", async () => {
    const { library, begun, end } = slowLibrary();
    const blas = blasOf(library, { name: "slow", threads: 2 });
    const [one, other] = [new Float64Array(1), new Float64Array(1)];
    void blas.addScatter(rows, one);
    void blas.addScatter(rows, other);
    void blas.addScatter(rows, one);
    await settle();
    expect(begun).toEqual(["dsyrk by 1", "dsyrk by 1"]);
    await end();
    expect(begun).toHaveLength(3);
  });

  it("begins nothing else before both are done, nor them before it is", async () => {
    const { library, begun, end } = slowLibrary();
    const blas = blasOf(library, { name: "slow", threads: 2 });
    const [one, other] = [new Float64Array(1), new Float64Array(1)];
    void blas.addScatter(rows, one);
    void blas.addScatter(rows, other);
    void blas.addProduct(rows, rows, rows);
    void blas.addScatter(rows, other);
    await end();
    expect(begun).toHaveLength(2);
    await end();
    expect(begun.slice(2)).toEqual(["dgemm by 2"]);
    await end();
    expect(begun.slice(3)).toEqual(["dsyrk by 1"]);
  });

  it.each([1, 4])("has %i threads do one after the other", async (threads) => {
    const { library, begun, end } = slowLibrary();
    const blas = blasOf(library, { name: "slow", threads });
    void blas.addScatter(rows, new Float64Array(1));
    void blas.addScatter(rows, new Float64Array(1));
    await settle();
    expect(begun).toEqual([`dsyrk by ${threads}`]);
    await end();
    expect(begun).toHaveLength(2);
  });
});

/** Fresh memory takes as long as the work that is done in it. */
describe("memory that is to spare", () => {
  const tridiagonal = { diagonal: new Float64Array(3), offDiagonal: new Float64Array(2), tau: new Float64Array(2) };
  const [work, vectors] = [22, 9];

  it.each([
    { spare: [work, vectors], used: [work, vectors] },
    { spare: [vectors, work], used: [work, vectors] },
    { spare: [work, work], used: [work, work] },
    { spare: [work], used: [work, undefined] },
    { spare: [vectors], used: [undefined, vectors] },
    { spare: [work - 1, vectors - 1], used: [undefined, work - 1] },
    { spare: [], used: [undefined, undefined] },
  ])("holds what LAPACK works in and its vectors: $spare numbers", async ({ spare, used }) => {
    const given: FortranArgument[] = [];
    const library: FortranLibrary = {
      description: undefined,
      setThreads: () => {},
      call: async (_, ...all) => void given.push(...all),
    };
    const blas = blasOf(library, { name: "noting", threads: 1 });
    const memories = spare.map((length) => new Float64Array(length));
    const found = await blas.tridiagonalPairs(tridiagonal, memories);
    const isSpare = (memory: ArrayBufferLike): number | undefined =>
      memories.find(({ buffer }) => buffer === memory)?.length;
    const [inWork, inVectors] = [given[6], given[4]] as [Float64Array, Float64Array];
    expect([inWork.length, inVectors.length]).toEqual([work, vectors]);
    expect([isSpare(inWork.buffer), isSpare(inVectors.buffer)]).toEqual(used);
    expect(inWork.buffer).not.toBe(inVectors.buffer);
    expect(found.vectors.values).toBe(inVectors);
  });
});
