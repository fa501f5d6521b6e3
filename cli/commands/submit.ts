import type { CommandDef } from "citty";
import { setTimeout as sleep } from "node:timers/promises";
import { exitCodes, VergerError } from "../../job/contract/errors.ts";
import type { SubmittedJob } from "../../infra/submission/jobSubmitter.ts";
import { requestFrom } from "../../infra/submission/requestFrom.ts";
import { runIdOf, type SubmissionRequest, submitOnlyVariable } from "../../infra/submission/submissionRequest.ts";
import { cancel, submit } from "../../infra/submission/submit.ts";
import { stackCommandOptions } from "../options/stackCommandOptions.ts";
import { openSession } from "../stackSession.ts";
import type { Terminal } from "../terminal.ts";

/**
 * `verger submit`: hands the stack's job to its cluster. The stack's own resource runs it, within `pulumi up`; with
 * `-s` a person does, on a stack that stands: a job that failed or was cancelled starts anew, any other is taken up.
 */
export function submitCommand(terminal: Terminal): CommandDef {
  return {
    args: stackCommandOptions.submit,
    async run({ args }) {
      const { environment, interrupted } = terminal;
      const request = await requestOf(args.stack, terminal);
      const pause = (milliseconds: number): Promise<void> => sleep(milliseconds, undefined, { signal: interrupted });
      // The clouds' clients are most of the time a command takes to start: they are loaded when they are needed.
      const { submitterFor } = await import("../../infra/submission/submitterFor.ts");
      const submitter = await submitterFor(request, environment, pause);
      const say = (line: string): void => (args.json === true ? terminal.note(line) : terminal.print(line));
      try {
        if (args.cancel === true) {
          const ended = await cancel(request, submitter, say);
          if (args.json === true) terminal.print(jsonOf(request, ended));
          return;
        }
        const { requireImages } = await import("../../infra/lifecycle/images/requireImages.ts");
        await requireImages(request, environment);
        const order = { ...request, wait: request.wait && args.detach !== true };
        const job = await submit(order, submitter, { now: () => terminal.now().getTime(), sleep: pause }, say);
        if (args.json === true) terminal.print(jsonOf(request, job));
      } catch (error) {
        if (!interrupted.aborted) throw error;
        throw new VergerError(
          exitCodes.cancelled,
          "Detached: the job goes on without this watch.",
          `verger watch -s ${request.stack} looks again; verger destroy -s ${request.stack} ends it`,
        );
      }
    },
  };
}

/** What is submitted: the job that the state of a stack names, or the one that `pulumi up` hands over. */
async function requestOf(stack: unknown, terminal: Terminal): Promise<SubmissionRequest> {
  if (stack !== undefined) return (await openSession(terminal, "submit", stack).asked()).request;
  const { environment } = terminal;
  const request = requestFrom(environment);
  // Whoever runs `pulumi up` may want to watch by itself; the request, and with it the state, stays the same.
  return { ...request, wait: request.wait && environment[submitOnlyVariable] === undefined };
}

const jsonOf = (request: SubmissionRequest, job: SubmittedJob | undefined): string => {
  const runId = runIdOf(request);
  return JSON.stringify({ stack: request.stack, runId, folder: `${request.runs}${runId}/`, job });
};
