import { z } from "zod";

/** The proof of a teardown: what was asked of whom, and what remains. */
export const Receipt = z.strictObject({
  schema: z.literal("verger-receipt/1"),
  stack: z.string(),
  cloud: z.enum(["aws", "azure"]),
  region: z.string(),
  /** UTC, when the last answer had come. */
  askedAt: z.iso.datetime(),
  asked: z.array(
    z.strictObject({
      service: z.string(),
      region: z.string(),
      call: z.string(),
      found: z.int().min(0),
      /** Why the service did not answer. What it has is then not known. */
      refused: z.string().optional(),
    }),
  ),
  remains: z.array(
    z.strictObject({
      service: z.string(),
      region: z.string(),
      kind: z.string(),
      id: z.string(),
      by: z.enum(["tag", "name", "id"]),
      perMonth: z.union([z.number().nonnegative(), z.literal("unknown")]).describe("USD a month"),
      onPurpose: z.string().optional(),
    }),
  ),
  /** SHA-256 of the receipt without this field, as JSON without spaces. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Receipt = z.output<typeof Receipt>;

/** What remains and should not. */
export const unplanned = ({ remains }: Receipt): Receipt["remains"] =>
  remains.filter(({ onPurpose }) => onPurpose === undefined);

/** Questions that got no answer: for these nothing is proven. */
export const unanswered = ({ asked }: Receipt): Receipt["asked"] =>
  asked.filter(({ refused }) => refused !== undefined);
