import type { CommandDef } from "citty";
import { jobOfRecord } from "../../infra/lifecycle/stack/stackRecord.ts";
import { costScreen } from "../screen/statusScreen.ts";
import { stackCommandOptions } from "../options/stackCommandOptions.ts";
import { openSession } from "../stackSession.ts";
import { statusOf } from "../statusOf.ts";
import type { Terminal } from "../terminal.ts";

/** `verger cost`: what a run has cost, what it costs an hour, what it will cost, and the cap. */
export function costCommand(terminal: Terminal): CommandDef {
  return {
    args: stackCommandOptions.cost,
    async run({ args }) {
      const { stack, job } = await statusOf(openSession(terminal, "cost", args.stack), terminal);
      if (job === undefined) return jobOfRecord({ stack, resources: 0, unfinished: false, job: undefined });
      if (args.json === true)
        terminal.print(JSON.stringify({ stack, runId: job.runId, endsAt: job.endsAt, ...job.cost }));
      else for (const line of costScreen(stack, job, terminal.now(), terminal.columns)) terminal.print(line);
      return undefined;
    },
  };
}
