import { z } from "zod";
import { exitCodes, VergerError } from "../../../job/contract/errors.ts";
import { runIdOf, SubmissionRequest, submissionType } from "../../submission/submissionRequest.ts";
import { engineError } from "../engine/engineError.ts";
import type { Pulumi } from "../engine/pulumi.ts";

/** A job that a stack was asked to run, as its state knows it: also while it runs, and after it failed. */
export interface AskedJob {
  readonly runId: string;
  readonly request: SubmissionRequest;
  /** A moment in UTC, or the rule that ends everything. */
  readonly endsAt: string;
  readonly consoleUrl: string;
  /** The stack's bucket or container, `s3://…` or `abfss://…`; undefined where its state does not name it. */
  readonly storage: string | undefined;
  /** When what runs the job came to be. */
  readonly computeMadeAt: Date | undefined;
}

/** What the state backend knows of a stack. */
export interface StackRecord {
  readonly stack: string;
  readonly resources: number;
  /** Whether a `pulumi up` or `destroy` is at work on it, or was killed. */
  readonly unfinished: boolean;
  readonly job: AskedJob | undefined;
}

const Resource = z.object({
  type: z.string(),
  id: z.string().optional(),
  created: z.string().optional(),
  delete: z.boolean().optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
});
const Exported = z.object({
  deployment: z
    .object({ resources: z.array(Resource).optional(), pending_operations: z.array(z.unknown()).nullish() })
    .nullable(),
});
const Asked = z.object({
  request: SubmissionRequest,
  computeId: z.string(),
  endsAt: z.string(),
  consoleUrl: z.string(),
});

/**
 * Reads what a stack's state knows of its job. The state, not the stack's outputs: those are written only by an `up`
 * that succeeded, and a job that runs or has failed is what people ask about.
 * @throws VergerError (stackNotFound) where the backend has no such stack
 */
export async function readStackRecord(pulumi: Pulumi, stack: string): Promise<StackRecord> {
  const { code, output, stdout } = await pulumi(["stack", "export", "--stack", stack]);
  if (code !== 0) throw engineError(stack, output);
  const exported = Exported.safeParse(asJson(stdout));
  if (!exported.success)
    throw new VergerError(
      exitCodes.resource,
      `the state of ${stack} is not one this version of verger reads`,
      `look at it: pulumi stack export --stack ${stack}`,
      { cause: exported.error },
    );
  const { resources = [], pending_operations } = exported.data.deployment ?? {};
  const living = resources.filter((resource) => resource.delete !== true);
  return {
    stack,
    // Pulumi's own entries (the stack, providers, components) have no id or are not the cloud's.
    resources: living.filter(({ type, id }) => id !== undefined && !type.startsWith("pulumi:")).length,
    unfinished: (pending_operations ?? []).length > 0,
    job: askedJob(living),
  };
}

function askedJob(resources: readonly z.output<typeof Resource>[]): AskedJob | undefined {
  const component = resources.find(({ type }) => type === submissionType);
  const asked = Asked.safeParse(component?.outputs);
  if (!asked.success) return undefined;
  const { request, computeId, endsAt, consoleUrl } = asked.data;
  const created = resources.find(({ id }) => id === computeId)?.created;
  return {
    runId: runIdOf(request),
    request,
    endsAt,
    consoleUrl,
    storage: storageIn(resources),
    computeMadeAt: created === undefined ? undefined : new Date(created),
  };
}

/** What each cloud's component registers of itself. */
const Storage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("verger:aws:Storage"), outputs: z.object({ bucket: z.string() }) }),
  z.object({ type: z.literal("verger:azure:BlobStorage"), outputs: z.object({ url: z.string() }) }),
]);

function storageIn(resources: readonly unknown[]): string | undefined {
  for (const resource of resources) {
    const found = Storage.safeParse(resource).data;
    if (found !== undefined) return "url" in found.outputs ? found.outputs.url : `s3://${found.outputs.bucket}`;
  }
  return undefined;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The job of a stack. @throws VergerError (stackNotFound) where none was handed over yet */
export function jobOfRecord({ stack, job }: StackRecord): AskedJob {
  if (job !== undefined) return job;
  throw new VergerError(
    exitCodes.stackNotFound,
    `the stack ${stack} has no job: it is not made, not yet so far, or already taken away`,
    `verger run -s ${stack} makes it and runs its job`,
  );
}
