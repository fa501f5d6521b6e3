/* Vectors of float64 in linear memory, by the address of their first entry; ranges run from an index to n. */

/** The address of entry `index` of a vector. */
@inline
export function entry(vector: usize, index: i32): usize {
  return vector + ((<usize>index) << 3);
}

/** The address of element (row, column). */
@inline
export function element(a: usize, n: i32, row: i32, column: i32): usize {
  return a + ((<usize>row * <usize>n + <usize>column) << 3);
}

/** The largest magnitude of `count` numbers. */
export function largestOf(numbers: usize, count: i32): f64 {
  let pairs = f64x2.splat(0);
  let i = 0;
  for (; i + 2 <= count; i += 2) pairs = f64x2.max(pairs, f64x2.abs(v128.load(entry(numbers, i))));
  const largest = max(f64x2.extract_lane(pairs, 0), f64x2.extract_lane(pairs, 1));
  return i < count ? max(largest, abs(load<f64>(entry(numbers, i)))) : largest;
}

/** The sum of both halves. */
@inline
export function across(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

/**
 * The reflection I - tau·v·vᵀ that maps x (its entries from `from` on) to beta·e₁: replaces x by v, scaled so that its
 * first entry is 1, stores beta, and gives tau, 0 where there is nothing to reflect. LAPACK's dlarfg.
 */
export function householder(n: i32, from: i32, x: usize, betaTarget: usize): f64 {
  const alpha = load<f64>(entry(x, from));
  let largest: f64 = 0;
  for (let i = from + 1; i < n; i++) largest = max(largest, abs(load<f64>(entry(x, i))));
  store<f64>(entry(x, from), 1);
  if (largest == 0) {
    store<f64>(betaTarget, alpha);
    return 0;
  }
  const unit = max(largest, abs(alpha));
  let squares = (alpha / unit) * (alpha / unit);
  for (let i = from + 1; i < n; i++) {
    const share = load<f64>(entry(x, i)) / unit;
    squares += share * share;
  }
  const length = unit * sqrt(squares);
  const beta = alpha < 0 ? length : -length;
  const divisor = alpha - beta;
  for (let i = from + 1; i < n; i++) store<f64>(entry(x, i), load<f64>(entry(x, i)) / divisor);
  store<f64>(betaTarget, beta);
  return (beta - alpha) / beta;
}

/** `y -= p·s + q·t` on the entries from `from` on. */
export function subtractBoth(n: i32, from: i32, p: usize, s: f64, q: usize, t: f64, y: usize): void {
  const ss = f64x2.splat(s);
  const tt = f64x2.splat(t);
  let i = from;
  for (; i + 2 <= n; i += 2) {
    const rest = f64x2.relaxed_nmadd(v128.load(entry(p, i)), ss, v128.load(entry(y, i)));
    v128.store(entry(y, i), f64x2.relaxed_nmadd(v128.load(entry(q, i)), tt, rest));
  }
  if (i < n)
    store<f64>(
      entry(y, i),
      load<f64>(entry(y, i)) - (load<f64>(entry(p, i)) * s + load<f64>(entry(q, i)) * t),
    );
}

export function dot(n: i32, from: i32, x: usize, y: usize): f64 {
  let first = f64x2.splat(0);
  let second = f64x2.splat(0);
  let i = from;
  for (; i + 4 <= n; i += 4) {
    first = f64x2.relaxed_madd(v128.load(entry(x, i)), v128.load(entry(y, i)), first);
    second = f64x2.relaxed_madd(v128.load(entry(x, i), 16), v128.load(entry(y, i), 16), second);
  }
  let sum = across(f64x2.add(first, second));
  for (; i < n; i++) sum += load<f64>(entry(x, i)) * load<f64>(entry(y, i));
  return sum;
}
