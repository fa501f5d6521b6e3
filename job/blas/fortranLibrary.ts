import type koffi from "koffi";

type Library = ReturnType<typeof koffi.load>;

/** What a routine of Fortran is given: a letter, an integer, or numbers that it reads or writes. */
export type FortranArgument = string | number | Float64Array | BigInt64Array;

/** A library's routines, by their Fortran names. */
export interface FortranLibrary {
  /** Calls a routine on a thread of its own. Throws a RangeError where the library has none of that name. */
  call(routine: Routine, ...given: readonly FortranArgument[]): Promise<void>;
  /** Has the routines use so many threads, where the library lets that be said. */
  setThreads(threads: number): void;
  /** How the library describes itself, where it does. */
  readonly description: string | undefined;
}

/** Arguments of each routine, and how many of them are letters: their lengths follow, hidden, at the end. */
const routines = {
  dsyrk: { all: 10, letters: 2 },
  dgemm: { all: 13, letters: 2 },
  dsytrd: { all: 10, letters: 1 },
  dstedc: { all: 11, letters: 1 },
  dstemr: { all: 21, letters: 2 },
  dormtr: { all: 13, letters: 3 },
} as const;

export type Routine = keyof typeof routines;

/** How builds spell the names: as Fortran does; SciPy's own build; and each for integers of 64 bits. */
const spellings = [
  { prefix: "", suffix: "_", ownSuffix: "" },
  { prefix: "scipy_", suffix: "_", ownSuffix: "" },
  { prefix: "scipy_", suffix: "_64_", ownSuffix: "64_" },
  { prefix: "", suffix: "_64_", ownSuffix: "64_" },
] as const;

/**
 * Opens a shared library with BLAS and LAPACK in it, by its path or the name under which the loader knows it. Integers are
 * handed over in 64 bits, little-endian, so that a routine finds them whether it reads 32 or 64. Throws an Error where
 * there is no such library, or it lacks a routine.
 */
export async function fortranLibrary(path: string): Promise<FortranLibrary> {
  const { default: native } = await import("koffi");
  const library = native.load(path);
  const spelling = spellings.find(({ prefix, suffix }) => has(library, `void ${prefix}dsyrk${suffix}()`));
  if (spelling === undefined) throw new Error(`${path} has no dsyrk`);
  const { prefix, suffix, ownSuffix } = spelling;

  const functions = new Map(
    Object.entries(routines).map(([name, { all, letters }]) => {
      const types = [...Array<string>(all).fill("void *"), ...Array<string>(letters).fill("size_t")];
      return [name, library.func(`void ${prefix}${name}${suffix}(${types.join(", ")})`)];
    }),
  );
  const setThreads = optional(library, `void ${prefix}openblas_set_num_threads${ownSuffix}(int)`);
  const describe = optional(library, `const char *${prefix}openblas_get_config${ownSuffix}()`);

  /** What calls under way read and write: not to be freed. */
  const inUse = new Set<readonly object[]>();

  return {
    call(routine, ...given) {
      const lengths = Array<number>(routines[routine].letters).fill(1);
      const cells = given.map(cellOf);
      return new Promise((resolve, reject) => {
        inUse.add(cells);
        functions.get(routine)!.async(...cells, ...lengths, (error: Error | null) => {
          inUse.delete(cells);
          if (error === null) resolve();
          else reject(error);
        });
      });
    },
    setThreads: (threads) => void setThreads?.(threads),
    description: describe === undefined ? undefined : String(describe()),
  };
}

function cellOf(given: FortranArgument): Float64Array | BigInt64Array | Uint8Array {
  if (typeof given === "string") return new TextEncoder().encode(given);
  return typeof given === "number" ? BigInt64Array.of(BigInt(given)) : given;
}

function has(library: Library, prototype: string): boolean {
  return optional(library, prototype) !== undefined;
}

function optional(library: Library, prototype: string): ReturnType<Library["func"]> | undefined {
  try {
    return library.func(prototype);
  } catch {
    return undefined;
  }
}
