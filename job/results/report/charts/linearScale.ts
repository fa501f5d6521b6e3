import { nice, ticks } from "d3-array";

export interface LinearScale {
  /** Domain, rounded outwards. */
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  readonly at: (value: number) => number;
}

type Pixels = readonly [from: number, to: number];

/** Values to pixels over round bounds; a domain without extent gets one around it. */
export function linearScale(values: Iterable<number>, pixels: Pixels, count = 6): LinearScale {
  const [low, high] = extent(values);
  return scaleOver(nice(low, high, count), pixels, count);
}

/** Values to pixels with a margin of 3 % on both sides, as the page's script draws scatter plots. */
export function marginScale(values: Iterable<number>, pixels: Pixels, count: number): LinearScale {
  const [low, high] = extent(values);
  const margin = (high - low) * 0.03;
  return scaleOver([low - margin, high + margin], pixels, count);
}

function scaleOver([from, to]: Pixels, pixels: Pixels, count: number): LinearScale {
  return {
    from,
    to,
    ticks: ticks(from, to, count),
    at: (value) => pixels[0] + ((value - from) / (to - from)) * (pixels[1] - pixels[0]),
  };
}

function extent(values: Iterable<number>): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!Number.isFinite(low)) return [0, 1];
  const largest = Math.max(Math.abs(low), Math.abs(high));
  // Differences this small are rounding, or too small for round numbers between them.
  if (high - low > Math.max(largest * 1e-9, 1e-280)) return [low, high];
  const margin = largest > 1e-270 ? largest / 2 : 0.5;
  return [low - margin, high + margin];
}
