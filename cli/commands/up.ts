import type { CommandDef } from "citty";
import { stackEngine } from "../../infra/lifecycle/engine/stackEngine.ts";
import { submitOnlyVariable } from "../../infra/submission/submissionRequest.ts";
import { confirm } from "../confirm.ts";
import { sayDetached } from "../sayDetached.ts";
import { showPlan } from "../showPlan.ts";
import { stackCommandOptions } from "../options/stackCommandOptions.ts";
import { openSession } from "../stackSession.ts";
import type { Terminal } from "../terminal.ts";
import { upOnScreen } from "../upOnScreen.ts";

/** `verger up`: shows the plan and its price, asks once, then makes the stack and hands it the job. */
export function upCommand(terminal: Terminal): CommandDef {
  return {
    args: stackCommandOptions.up,
    async run({ args }) {
      const session = openSession(terminal, "up", args.stack);
      const { stack } = session;
      const plan = await showPlan(terminal, stack);
      if (args.yes !== true) await confirm(terminal, "Proceed?");
      const { workingFolder } = terminal;
      const detach = args.detach === true;
      const environment = detach ? { ...terminal.environment, [submitOnlyVariable]: "1" } : terminal.environment;
      const pulumi = await stackEngine({
        stack,
        workingFolder,
        environment,
        onLine: (line) => terminal.note(line),
        now: () => terminal.now(),
      });
      const made = await upOnScreen({ session, terminal, pulumi, planned: plan.resources.length, follows: !detach });

      const { resources, job } = await session.record();
      if (args.json !== true) terminal.print(`✓ up            ${stack}   ${made}`);
      else
        terminal.print(
          JSON.stringify({
            stack,
            resources,
            runId: job?.runId,
            folder: job && `${job.request.runs}${job.runId}/`,
            endsAt: job?.endsAt,
            consoleUrl: job?.consoleUrl,
            detached: detach,
          }),
        );
      if (detach) return sayDetached(session, terminal);
      if (args.json !== true) terminal.print(`Next: verger fetch -s ${stack}, then verger destroy -s ${stack}`);
      return undefined;
    },
  };
}
