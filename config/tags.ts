import { z } from "zod";

/** Tags the program sets itself: a stack may not give them another value. */
export const reservedTags = ["Name", "for-use-with-amazon-emr-managed-policies"] as const;

const reserved: readonly string[] = reservedTags;

/** Characters that both clouds take: AWS allows letters, digits, space and `_ . : / = + - @`; Azure refuses `< > % & \ ? /`. */
const key = /^(?!aws:|verger:)[\p{L}\p{N} _.:=+@-]{1,128}$/u;
const value = /^[\p{L}\p{N} _.:=+@-]{0,256}$/u;

export const tags = z
  .record(
    z
      .string()
      .regex(key, "expected letters, digits, spaces and _ . : = + @ -, at most 128, not starting with aws: or verger:")
      .refine((name) => !reserved.includes(name), "is set by Verger itself"),
    z.string().regex(value, "expected letters, digits, spaces and _ . : = + @ -, at most 256"),
  )
  .default({})
  .describe("Tags for every resource, such as project: orchard (for your own bills; Verger adds its own)");
