import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const url = (path: string): string => JSON.stringify(new URL(`../../../../job/pca/${path}`, import.meta.url).href);

const program = `
  import { createHash } from "node:crypto";
  const { symmetricEigen } = await import(${url("eigen/symmetricEigen.ts")});
  const { webAssemblyKernel } = await import(${url("kernel/webAssemblyKernel.ts")});
  const n = 150;
  const values = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) values[i * n + j] = values[j * n + i] = Math.sin(i * i + j);
  const { allValues, vectors } = await symmetricEigen({ rows: n, columns: n, values }, webAssemblyKernel);
  console.log(createHash("sha256").update(new Uint8Array(allValues.buffer)).update(new Uint8Array(vectors.values.buffer)).digest("hex"));`;

async function digestUnder(...flags: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, "--input-type=module", "-e", program]);
  return stdout.trim();
}

// V8 starts with its quick compiler and changes to the other one while a fit runs, sooner or later.
it("gives eigenvectors the same bytes whichever of V8's compilers made the machine code", async () => {
  const quick = await digestUnder("--liftoff-only");
  expect(quick).toMatch(/^[0-9a-f]{64}$/);
  expect(await digestUnder("--no-liftoff")).toBe(quick);
});
