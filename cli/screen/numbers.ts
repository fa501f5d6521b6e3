/** `10,000`. */
export const count = (value: number): string => value.toLocaleString("en-US");

/** `41.0 %`. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** `1.3 MB`, decimal units. */
export function bytes(value: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let scaled = value;
  let unit = 0;
  while (scaled >= 999.5 && unit < units.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  return `${unit === 0 || scaled >= 99.5 ? Math.round(scaled) : scaled.toFixed(1)} ${units[unit]}`;
}

/** `1 image`, `2 images`. */
export const plural = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
