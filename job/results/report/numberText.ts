const grouped = new Intl.NumberFormat("en-US");

export const countText = (value: number): string => grouped.format(value);

/** `41.0 %`. */
export const percentText = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)}\u00a0%`;

export const pluralText = (value: number, noun: string, plural = `${noun}s`): string =>
  `${countText(value)} ${value === 1 ? noun : plural}`;

/** `1.3 MB`, decimal units. */
export function bytesText(value: number): string {
  if (value < 1000) return `${value} B`;
  const power = Math.min(4, Math.floor(Math.log10(value) / 3));
  const scaled = value / 1000 ** power;
  return `${scaled.toFixed(scaled < 99.5 ? 1 : 0)} ${["B", "kB", "MB", "GB", "TB"][power]}`;
}

/** `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`. */
export function secondsText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return hours > 0
    ? `${hours} h ${String(minutes).padStart(2, "0")} min`
    : `${minutes} min ${String(whole % 60).padStart(2, "0")} s`;
}

/** A number for an axis or a table: three significant digits at most, no trailing noise. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return "0";
  if (size >= 1e6 || size < 1e-3) return value.toExponential(1).replace("e+", "e");
  return String(Number(value.toPrecision(size >= 1000 ? 4 : 3))).replace("-", "−");
}

/** `−0.53`, two digits; never a negative zero. */
export const signedText = (value: number): string => (Math.round(value * 100) / 100 || 0).toFixed(2).replace("-", "−");
