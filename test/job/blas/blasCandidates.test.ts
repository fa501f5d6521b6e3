import { describe, expect, it } from "vitest";
import { blasCandidates } from "../../../job/blas/blasCandidates.ts";

const folders: Record<string, readonly string[]> = {
  "/env/lib": ["python3.12", "libopenblas.so.0", "python3"],
  "/env/lib/python3.12/site-packages/numpy.libs": ["libgfortran.so", "libscipy_openblas64_-0a1b.so"],
  "/env/lib/python3.12/site-packages/scipy.libs": ["libscipy_openblas-2c3d.so"],
  "/env/lib/python3.12/site-packages/scipy_openblas32/lib": ["libscipy_openblas.so", "pkgconfig"],
};
const namesIn = (folder: string): readonly string[] => folders[folder] ?? [];
const inAnyFolder = (): readonly string[] => ["python3.12", "libopenblas.so.0", "libscipy_openblas.so"];
const packages = "/env/lib/python3.12/site-packages";

describe("a BLAS is looked for", () => {
  it.each(["VIRTUAL_ENV", "CONDA_PREFIX"])(
    "in the active Python environment, %s, then where the loader looks",
    (name) => {
      expect(blasCandidates({ platform: "linux", environment: { [name]: "/env" }, namesIn })).toEqual([
        "/env/lib/libopenblas.so.0",
        `${packages}/numpy.libs/libscipy_openblas64_-0a1b.so`,
        `${packages}/scipy.libs/libscipy_openblas-2c3d.so`,
        `${packages}/scipy_openblas32/lib/libscipy_openblas.so`,
        "libopenblas.so.0",
      ]);
    },
  );

  it("never in the working directory", () => {
    const environment = { VIRTUAL_ENV: "env", CONDA_PREFIX: "" };
    expect(blasCandidates({ platform: "linux", environment, namesIn: inAnyFolder })).toEqual(["libopenblas.so.0"]);
  });

  it("where macOS brings one, and nowhere on a system it is not known on", () => {
    const environment = { VIRTUAL_ENV: "/env" };
    expect(blasCandidates({ platform: "darwin", environment, namesIn })).toEqual([
      "/System/Library/Frameworks/Accelerate.framework/Accelerate",
    ]);
    expect(blasCandidates({ platform: "win32", environment, namesIn })).toEqual([]);
  });
});
