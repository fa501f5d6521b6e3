import type { Total } from "../../config/cost/totalCost.ts";

/** `0.29 USD`; an amount below a cent is not rounded to nothing. */
export function usdText(amount: number): string {
  if (amount > 0 && amount < 0.005) return "< 0.01 USD";
  return `${amount.toFixed(2)} USD`;
}

/** `1.48 USD/h + unknown (disk, workers)`: what is not known is named, never counted as 0. */
export function totalText({ known, unknown }: Total, per = ""): string {
  const amount = `${usdText(known)}${per}`;
  if (unknown.length === 0) return amount;
  return known === 0 ? `unknown (${unknown.join(", ")})` : `${amount} + unknown (${unknown.join(", ")})`;
}

/** `14 min`, `3 h 32 min`. */
export function minutesText(minutes: number): string {
  const whole = Math.max(1, Math.round(minutes));
  const [hours, rest] = [Math.floor(whole / 60), whole % 60];
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
