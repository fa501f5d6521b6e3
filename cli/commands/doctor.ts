import type { CommandDef } from "citty";
import { exitCodes } from "../../job/contract/errors.ts";
import { findings } from "../examine.ts";
import { doctorScreen } from "../screen/doctorScreen.ts";
import { stackCommandOptions } from "../options/stackCommandOptions.ts";
import { openSession } from "../stackSession.ts";
import type { Terminal } from "../terminal.ts";

/** `verger doctor`: what must be mended before a stack can be made, each with its fix. Changes nothing. */
export function doctorCommand(terminal: Terminal): CommandDef {
  return {
    args: stackCommandOptions.doctor,
    async run({ args }) {
      const session = openSession(terminal, "doctor", args.stack);
      const found = await findings(session, terminal);
      if (args.json === true) terminal.print(JSON.stringify({ stack: session.stack, findings: found }));
      else for (const line of doctorScreen(found)) terminal.print(line);
      return found.some(({ verdict }) => verdict === "failed") ? exitCodes.doctorFailed : exitCodes.ok;
    },
  };
}
