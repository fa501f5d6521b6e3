import { Command } from "@pulumi/command/local/command.js";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type Input,
  type Output,
  type Resource,
  all,
  output,
} from "@pulumi/pulumi";
import type { DeployContext } from "../deployContext.ts";
import { sha256 } from "../sha256.ts";
import { type SubmissionRequest, submissionType, submissionVariable } from "./submissionRequest.ts";

export interface SubmissionArgs {
  readonly context: DeployContext;
  readonly request: Output<SubmissionRequest>;
  /** What the job runs on: another one is handed the job anew. */
  readonly computeId: Output<string>;
  /** Guardrails that must be armed before the job is handed over. */
  readonly after: readonly Resource[];
  /** What those who watch want to know: when the cloud ends everything, and where its console shows it. */
  readonly endsAt: Input<string>;
  readonly consoleUrl: Input<string>;
  /** Credentials for the target, kept encrypted in the state and never printed. */
  readonly environment?: Readonly<Record<string, Input<string>>> | undefined;
}

/**
 * The job as a resource: `verger submit` when it is made, `verger submit --cancel` when it is destroyed. It runs again
 * when the spec, the bundle or the target changes, never on a mere refresh; its failure fails the `up`.
 */
export class Submission extends ComponentResource {
  /** What `verger submit` printed: the id of the run and where it writes. */
  readonly run: Output<string>;

  constructor(
    name: string,
    { context, request, computeId, after, endsAt, consoleUrl, environment = {} }: SubmissionArgs,
    options?: ComponentResourceOptions,
  ) {
    super(submissionType, name, {}, options);
    const command = new Command(
      name,
      {
        create: "node bin/verger.js submit",
        delete: "node bin/verger.js submit --cancel",
        dir: context.home,
        environment: all([request, output(environment)]).apply(([value, secrets]) => ({
          ...secrets,
          [submissionVariable]: JSON.stringify(value),
        })),
        triggers: [
          request.apply(({ job, images }) => sha256(JSON.stringify([job, images]))),
          context.bundle.sha256,
          request.apply(({ target }) => JSON.stringify(target)),
          computeId,
        ],
      },
      { parent: this, dependsOn: [...after], deleteBeforeReplace: true },
    );
    this.run = command.stdout;
    // Known before the job runs, and kept when it fails: the stack's own outputs are neither.
    this.registerOutputs({ request, computeId, endsAt, consoleUrl });
  }
}
