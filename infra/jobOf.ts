import { z } from "zod";
import type { Settings } from "../config/settings.ts";
import { InputError } from "../job/contract/errors.ts";
import { JobSpec } from "../job/contract/jobSpec.ts";

const Wait = z.object({ wait: z.boolean().default(true) });

/** The job a stack asks for, and whether `pulumi up` waits for its end (`job.wait`, true unless said). */
export function jobOf({ job }: Pick<Settings, "job">): { readonly spec: JobSpec; readonly wait: boolean } {
  const { wait, ...fields } = job;
  const parsed = JobSpec.safeParse(fields);
  const waits = Wait.safeParse(wait === undefined ? {} : { wait });
  if (parsed.success && waits.success) return { spec: parsed.data, wait: waits.data.wait };
  const issues = [...(parsed.error?.issues ?? []), ...(waits.error?.issues ?? [])];
  throw new InputError(
    issues.map(({ path, message }) => `verger:job.${path.join(".")}: ${message}`).join("\n"),
    "the fields of verger:job are the options of `verger job --help`",
  );
}
