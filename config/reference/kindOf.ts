import { z } from "zod";
import { bare, discriminants } from "../settingAt.ts";

/** What a setting takes, in words: `whole number, 1 to 100`. */
export function kindOf(schema: z.core.$ZodType): string {
  const inner = bare(schema);
  if (inner instanceof z.ZodEnum) return `one of ${inner.options.map(String).join(", ")}`;
  if (inner instanceof z.ZodLiteral) return [...inner.values].map(String).join(" or ");
  if (inner instanceof z.ZodBoolean) return "true or false";
  if (inner instanceof z.ZodNumber) return `${inner.format === "safeint" ? "whole number" : "number"}${range(inner)}`;
  if (inner instanceof z.ZodRecord) return "keys and values";
  if (inner instanceof z.ZodObject) return "group";
  if (inner instanceof z.ZodDiscriminatedUnion) {
    const name = inner.def.discriminator;
    return `group; ${name} is one of ${inner.options
      .flatMap((option) => discriminants(option, name))
      .map(String)
      .join(", ")}`;
  }
  if (inner instanceof z.ZodEmail) return "e-mail address";
  if (inner instanceof z.ZodURL) return "address that starts with https://";
  if (inner instanceof z.ZodUUID) return "UUID";
  return "text";
}

function range({ minValue, maxValue }: z.ZodNumber): string {
  const low = minValue !== null && Number.isFinite(minValue) && Math.abs(minValue) < Number.MAX_SAFE_INTEGER;
  const high = maxValue !== null && Number.isFinite(maxValue) && Math.abs(maxValue) < Number.MAX_SAFE_INTEGER;
  if (low && high) return `, ${minValue} to ${maxValue}`;
  return low ? `, from ${minValue}` : "";
}
