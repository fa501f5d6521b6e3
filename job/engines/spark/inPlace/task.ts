import { z } from "zod";
import type { RejectRow } from "../../../results/featureRow.ts";
import { WrittenFile } from "../../../results/writtenFile.ts";

const Place = z.object({
  /** Where below the run folder to write, under names of the attempt's own. */
  place: z.string(),
});
const Files = z.object({
  /** Files of the run folder, in order. */
  files: z.array(z.string()),
});

/** What a worker is asked for, as JSON: one text of a task. */
export const Task = z.discriminatedUnion("kind", [
  /** To write the features of pictures as one file. */
  z.object({ kind: z.literal("features"), paths: z.array(z.string()), ...Place.shape }),
  /** To leave the statistics of rows of features. */
  z.object({ kind: z.literal("statistics"), dimension: z.int().min(1), ...Files.shape, ...Place.shape }),
  /** To leave the sum of such statistics. */
  z.object({ kind: z.literal("merge"), ...Files.shape, ...Place.shape }),
  /** To write the projections of rows of features. */
  z.object({ kind: z.literal("projections"), ...Files.shape, ...Place.shape }),
]);
export type Task = z.output<typeof Task>;
export type TaskOf<Kind extends Task["kind"]> = Extract<Task, { kind: Kind }>;

/** What a worker answers to each kind of task. */
export interface Answers {
  /** Of the pictures none may be usable: then there is no part. */
  readonly features: { readonly rejects: readonly RejectRow[]; readonly parts: readonly WrittenFile[] };
  /** The file. */
  readonly statistics: string;
  readonly merge: string;
  readonly projections: readonly WrittenFile[];
}

const Reject = z.object({ path: z.string(), reason: z.string() });

export const answers: { readonly [Kind in Task["kind"]]: z.ZodType<Answers[Kind]> } = {
  features: z.object({ rejects: z.array(Reject), parts: z.array(WrittenFile) }),
  statistics: z.string(),
  merge: z.string(),
  projections: z.array(WrittenFile),
};

/** What is the same for all tasks of a job. */
export const Given = z.object({
  /** Folder of the pictures, and of the run, on every machine. */
  images: z.string(),
  run: z.string(),
});
export type Given = z.output<typeof Given>;
