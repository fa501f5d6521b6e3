import { z } from "zod";

const Counted = z.array(z.strictObject({ type: z.string(), count: z.int().positive() }));

/** What a teardown took away, by the engine's own state before and after it. */
export const TakenAway = z.strictObject({
  destroyed: Counted,
  /** Left in the cloud on purpose, and no longer the stack's: the results' storage. */
  kept: Counted,
});
export type TakenAway = z.output<typeof TakenAway>;

/** What a run cost: the hours of its machines at the dated prices. A price that is not known is named, never 0. */
export const RunCost = z.strictObject({
  runId: z.string(),
  machines: z.array(
    z.strictObject({
      type: z.string(),
      market: z.enum(["onDemand", "spot"]),
      count: z.int().positive(),
      hours: z.number().nonnegative().describe("of all of them together"),
    }),
  ),
  known: z.number().nonnegative().describe("USD"),
  unknown: z.array(z.string()).describe("What is not in the sum, because nobody says its price or its hours"),
  pricesOf: z.string().optional().describe("The oldest date among the prices used"),
});
export type RunCost = z.output<typeof RunCost>;

/** The proof of a teardown: what it took away and cost, what was asked of whom, and what remains. */
export const Receipt = z.strictObject({
  schema: z.literal("verger-receipt/1"),
  stack: z.string(),
  /** Where only a run's id was left to go by. */
  runId: z.string().optional(),
  cloud: z.enum(["aws", "azure"]),
  /** The stack's region, or all that were asked, with commas between. */
  region: z.string(),
  /** Absent where nothing was taken away, or the state could not be read. */
  takenAway: TakenAway.optional(),
  /** Absent where no job was handed over, or its machines could not be asked about. */
  cost: RunCost.optional(),
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
      /** Whether it may answer when it is asked again: it was throttled, broken or silent, and refused nobody. */
      mayPass: z.literal(true).optional(),
    }),
  ),
  /** Whom nobody could ask, and why: for these nothing is proven, and nothing is claimed. */
  notAsked: z.array(z.strictObject({ service: z.string(), why: z.string() })).optional(),
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

/** What remains, in USD a month; `unknown` are the things whose price no source says. */
export function monthly(remains: Receipt["remains"]): { readonly known: number; readonly unknown: readonly string[] } {
  return {
    known: remains.reduce((sum, { perMonth }) => sum + (perMonth === "unknown" ? 0 : perMonth), 0),
    unknown: remains.flatMap(({ kind, id, perMonth }) => (perMonth === "unknown" ? [`${kind} ${id}`] : [])),
  };
}

/** Questions that got no answer: for these nothing is proven. */
export const unanswered = ({ asked }: Receipt): Receipt["asked"] =>
  asked.filter(({ refused }) => refused !== undefined);
