import { type ComponentChoice, componentsWanted, rankOf, type Spectrum } from "../componentsWanted.ts";
import type { MatrixKernel } from "../kernel/matrixKernel.ts";
import type { Matrix } from "../matrix.ts";
import { type Blas, worthCalling } from "../blas.ts";
import type { Team } from "../team.ts";
import { mirrorLower } from "../statistics/mirrorLower.ts";
import { blasEigen } from "./blasEigen.ts";
import { searchPairs } from "./searchPairs.ts";
import { type Eigenpairs, symmetricEigen } from "./symmetricEigen.ts";

export interface PrincipalPairs extends Eigenpairs {
  /** Whether only the pairs kept were searched, or all were computed. */
  readonly method: "subspace" | "full";
}

export interface PrincipalOptions {
  readonly choice: ComponentChoice;
  readonly samples: number;
  readonly features: number;
  readonly kernel: MatrixKernel;
  readonly team?: Team | undefined;
  readonly blas?: Blas | undefined;
  /** Memory that nothing needs any more. */
  readonly spare?: readonly Float64Array[] | undefined;
  /** Whether only the lower half of the matrix is given; its upper half is written over. */
  readonly isLower?: boolean | undefined;
  /** `auto` searches a subspace where few pairs are wanted of a large matrix. */
  readonly method: "auto" | "subspace" | "full";
}

/** Below this side all pairs take milliseconds; with a LAPACK a tenth of a second, as a search does. */
const smallSide = 512;
const smallSideByBlas = 2048;
/** A search for more than 1 in 32 pairs takes longer than computing all (measured at 1280 × 1280). */
const fewPairs = 32;
/** From this side on a share of the variance, too, is searched for first. */
const largeSide = 3000;
const productsAllowed = 80;

/**
 * The pairs to keep of a positive semidefinite matrix whose eigenvalues are variances: as many as were chosen. Falls
 * back to all pairs where a search does not converge. The matrix may be written over. Throws an InputError where more are chosen than the rank.
 */
export async function principalPairs(matrix: Matrix, options: PrincipalOptions): Promise<PrincipalPairs> {
  const { choice, samples, features, kernel, team, blas } = options;
  const side = matrix.rows;
  let total = 0;
  for (let i = 0; i < side; i++) total += matrix.values[i * side + i]!;
  const spectrumOf = (variances: Float64Array): Spectrum => ({ samples, features, variances, total });

  const most = pairsToSearch(side, options);
  const isByLapack = blas !== undefined && side >= worthCalling;
  if (options.isLower && (most > 0 || !isByLapack)) mirrorLower(matrix.values, side);
  if (most > 0 && (choice.components ?? 0) <= most) {
    const { pairs, reached } = await searchPairs({
      choice,
      most,
      spectrumOf,
      kernel,
      size: side,
      apply: (rows) => kernel.multiply(rows, matrix, { right: true }),
      productsAllowed,
    });
    if (pairs.converged && reached !== undefined && reached <= rankOf(spectrumOf(pairs.values)))
      return { ...firstPairs(pairs, reached), method: "subspace" };
  }
  const wanted = (variances: Float64Array): number => componentsWanted(choice, spectrumOf(variances));
  const pairs = isByLapack
    ? await blasEigen(matrix, { blas, wanted, asked: choice.components, spare: options.spare })
    : await symmetricEigen(matrix, kernel, wanted, team);
  return { ...pairs, method: "full" };
}

/** Pairs a search may look for; 0 where all pairs are the quicker way. */
function pairsToSearch(side: number, { method, choice, blas }: PrincipalOptions): number {
  if (method === "subspace") return side;
  const small = blas === undefined ? smallSide : smallSideByBlas;
  const searches = method === "auto" && side >= (choice.components === undefined ? largeSide : small);
  return searches ? Math.floor(side / fewPairs) : 0;
}

function firstPairs({ values, vectors }: Eigenpairs, kept: number): Eigenpairs {
  const { columns } = vectors;
  return {
    values: values.slice(0, kept),
    vectors: { rows: kept, columns, values: vectors.values.slice(0, kept * columns) },
  };
}
