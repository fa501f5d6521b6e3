import { sha256 } from "./sha256.ts";

/** A UUID (version 8, RFC 9562) that depends on the text alone. */
export function uuidFrom(text: string): string {
  const digits = sha256(text);
  const variant = "89ab"[Number.parseInt(digits.charAt(16), 16) % 4] ?? "8";
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join("-");
}
