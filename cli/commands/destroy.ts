import type { CommandDef } from "citty";
import { exitCodes, VergerError } from "../../job/contract/errors.ts";
import { keptAddress } from "../../infra/lifecycle/results/keptAddress.ts";
import { confirm } from "../confirm.ts";
import { sayKept } from "../sayKept.ts";
import { showReceipt } from "../showReceipt.ts";
import { stackCommandOptions } from "../options/stackCommandOptions.ts";
import { openSession } from "../stackSession.ts";
import { takeDown } from "../takeDown.ts";
import type { Terminal } from "../terminal.ts";

/** `verger destroy`: takes a stack away, then asks every service whether it is gone. */
export function destroyCommand(terminal: Terminal): CommandDef {
  return {
    args: stackCommandOptions.destroy,
    async run({ args }) {
      const session = openSession(terminal, "destroy", args.stack);
      const { stack, settings } = session;
      const kept = settings.retainResults ? "The results are kept." : "The results go with it.";
      if (args.yes !== true) await confirm(terminal, `Destroy everything of ${stack}? ${kept}`);

      const end = takeDown(session, terminal);
      const json = args.json === true;
      try {
        terminal.note(`✓ destroyed     ${await end.destroy({ signal: terminal.interrupted })}`);
      } catch (error) {
        // What is left, and its price, is worth knowing before the reason.
        if (mayBeProven(error))
          await end.prove(settings).then(
            (receipt) => showReceipt(terminal, receipt, json ? "write" : "show"),
            () => undefined,
          );
        throw error;
      }
      const code = await showReceipt(terminal, await end.prove(settings), json ? "json" : "show");
      const asked = end.asked();
      const address = settings.retainResults && asked !== undefined ? keptAddress(asked) : undefined;
      if (address !== undefined) sayKept(terminal, settings, address);
      return code;
    },
  };
}

/** Whoever is not signed in gets no answers, and whoever pressed ctrl-C wants none. */
const mayBeProven = (error: unknown): boolean => error instanceof VergerError && error.exitCode === exitCodes.resource;
