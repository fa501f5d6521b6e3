/**
 * The reflection I - tau·v·vᵀ that maps `x` (entries from `from` on) to beta·e₁. Replaces x by v, scaled so that its
 * first entry is 1; tau is 0 where there is nothing to reflect. LAPACK's dlarfg.
 */
export function householder(x: Float64Array, from: number): { tau: number; beta: number } {
  const alpha = x[from]!;
  let largest = 0;
  for (let i = from + 1; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i]!));
  if (largest === 0) {
    x[from] = 1;
    return { tau: 0, beta: alpha };
  }
  const unit = Math.max(largest, Math.abs(alpha));
  let squares = 0;
  for (let i = from; i < x.length; i++) squares += (x[i]! / unit) ** 2;
  const beta = -Math.sign(alpha || 1) * unit * Math.sqrt(squares);
  const divisor = alpha - beta;
  for (let i = from + 1; i < x.length; i++) x[i]! /= divisor;
  x[from] = 1;
  return { tau: (beta - alpha) / beta, beta };
}
