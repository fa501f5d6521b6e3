import type { CommandDef } from "citty";
import { setTimeout as sleep } from "node:timers/promises";
import { exitCodes, VergerError } from "../../job/contract/errors.ts";
import { requestFrom } from "../../infra/submission/requestFrom.ts";
import { submitOnlyVariable } from "../../infra/submission/submissionRequest.ts";
import { cancel, submit } from "../../infra/submission/submit.ts";
import { submitterFor } from "../../infra/submission/submitterFor.ts";
import type { Terminal } from "../terminal.ts";

/** `verger submit`: hands the stack's job to its cluster. The stack's own resource runs it, within `pulumi up`. */
export function submitCommand(terminal: Terminal): CommandDef {
  return {
    args: { cancel: { type: "boolean", description: "End the job instead, if it waits or runs" } },
    async run({ args }) {
      const { environment, interrupted } = terminal;
      const asked = requestFrom(environment);
      // Whoever runs `pulumi up` may want to watch by itself; the request, and with it the state, stays the same.
      const request = { ...asked, wait: asked.wait && environment[submitOnlyVariable] === undefined };
      const pause = (milliseconds: number): Promise<void> => sleep(milliseconds, undefined, { signal: interrupted });
      const submitter = await submitterFor(request, environment, pause);
      const say = (line: string): void => terminal.print(line);
      try {
        if (args.cancel === true) await cancel(request, submitter, say);
        else await submit(request, submitter, { now: () => terminal.now().getTime(), sleep: pause }, say);
      } catch (error) {
        if (!interrupted.aborted) throw error;
        throw new VergerError(
          exitCodes.cancelled,
          "Detached: the job goes on without this watch.",
          `pulumi up --stack ${request.stack} watches again; verger destroy -s ${request.stack} ends it`,
        );
      }
    },
  };
}
