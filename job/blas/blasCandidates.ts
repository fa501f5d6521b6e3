import { join } from "node:path";

export interface BlasPlaces {
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  /** Names in a folder; none where there is no such folder. */
  readonly namesIn: (folder: string) => readonly string[];
}

/** OpenBLAS as SciPy builds it, inside the packages of Python that bring it. */
const packages = [
  { folder: "numpy.libs", name: /^libscipy_openblas.*\.so$/ },
  { folder: "scipy.libs", name: /^libscipy_openblas.*\.so$/ },
  { folder: join("scipy_openblas32", "lib"), name: /^libscipy_openblas\.so$/ },
  { folder: join("scipy_openblas64", "lib"), name: /^libscipy_openblas64_\.so$/ },
];

const accelerate = "/System/Library/Frameworks/Accelerate.framework/Accelerate";
const openblas = "libopenblas.so.0";

/**
 * Where a BLAS may be, the best place first: macOS brings one; on Linux the active Python or Conda environment may have
 * OpenBLAS, and so may the system (Debian's libopenblas0). Nothing is looked for in the working directory.
 */
export function blasCandidates({ platform, environment, namesIn }: BlasPlaces): readonly string[] {
  if (platform === "darwin") return [accelerate];
  if (platform !== "linux") return [];
  const roots = [environment["VIRTUAL_ENV"], environment["CONDA_PREFIX"]].filter(
    (root) => root?.startsWith("/") === true,
  );
  return [...roots.flatMap((root) => inEnvironment(root!, namesIn)), openblas];
}

function inEnvironment(root: string, namesIn: BlasPlaces["namesIn"]): string[] {
  const library = join(root, "lib");
  const names = namesIn(library);
  const own = names.filter((name) => name === openblas).map((name) => join(library, name));
  const pythons = names.filter((name) => /^python3\.\d+$/.test(name));
  const brought = pythons.flatMap((python) =>
    packages.flatMap(({ folder, name }) => {
      const full = join(library, python, "site-packages", folder);
      return namesIn(full)
        .filter((file) => name.test(file))
        .map((file) => join(full, file));
    }),
  );
  return [...own, ...brought];
}
