import { dirname } from "node:path";
import { expect, it } from "vitest";
import { blasAtHand } from "../../../job/blas/blasAtHand.ts";
import { requireExact } from "../../../job/blas/requireExact.ts";
import type { Blas } from "../../../job/pca/blas.ts";
import { describeNeeding } from "../../setup/needing.ts";

function spoil(numbers: Float64Array): void {
  numbers[0]! += 1e-6;
}

describeNeeding("python", "the BLAS at hand", (python) => {
  const environment = { VIRTUAL_ENV: dirname(dirname(python)) };

  it("is that of the active Python environment", async () => {
    const blas = await blasAtHand({ environment, platform: "linux" });
    expect(blas?.name).toMatch(/^OpenBLAS \d+\.\d+/);
  });

  it("is none where VERGER_BLAS is off", async () => {
    expect(await blasAtHand({ environment: { ...environment, VERGER_BLAS: "off" } })).toBeUndefined();
  });

  it("is the one that was asked for, or an error that says why not", async () => {
    for (const asked of ["/no/such/library.so", process.execPath])
      await expect(blasAtHand({ environment: { ...environment, VERGER_BLAS: asked } })).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringContaining(`VERGER_BLAS: ${asked} cannot be used`),
      });
  });

  it("is not used where any of its routines gives something else", async () => {
    const right = (await blasAtHand({ environment, platform: "linux" }))!;
    await requireExact(right);
    const wrong: Record<string, Blas> = {
      dsyrk: { ...right, addScatter: (rows, sum) => right.addScatter(rows, sum).then(() => spoil(sum)) },
      "dsyrk of rows": { ...right, addGram: (rows, sum) => right.addGram(rows, sum).then(() => spoil(sum)) },
      dgemm: {
        ...right,
        addProduct: (a, b, sum, turned) => right.addProduct(a, b, sum, turned).then(() => spoil(sum.values)),
      },
      dstedc: {
        ...right,
        tridiagonalPairs: async (of) => {
          const pairs = await right.tridiagonalPairs(of);
          spoil(pairs.values);
          return pairs;
        },
      },
      dormtr: { ...right, turnBack: async () => {} },
    };
    for (const [routine, blas] of Object.entries(wrong))
      await expect(requireExact(blas), routine).rejects.toThrow(routine.split(" ")[0]);
  });
});
