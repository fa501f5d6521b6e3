import { exitCodes, type ExitCode } from "../job/contract/errors.ts";
import { totalText } from "./screen/money.ts";
import { endText } from "./screen/statusScreen.ts";
import type { StackSession } from "./stackSession.ts";
import { statusOf } from "./statusOf.ts";
import type { Terminal } from "./terminal.ts";

/** What whoever leaves a running job should know: that it goes on, its price, its end, and what to type later. */
export async function sayDetached(session: StackSession, terminal: Terminal): Promise<ExitCode> {
  const { stack } = session;
  const job = await statusOf(session, terminal).then(
    (status) => status.job,
    () => undefined,
  );
  const price = job === undefined ? "at a price that could not be asked" : `at ${totalText(job.cost.perHour, "/h")}`;
  const end = job === undefined ? "" : `, until ${endText(job.endsAt, terminal.now())} at the latest`;
  terminal.note(`Detached. The job goes on ${price}${end}.`);
  terminal.note(`  verger watch -s ${stack}     look again`);
  terminal.note(`  verger fetch -s ${stack}     bring the results home`);
  terminal.note(`  verger destroy -s ${stack}   end it and take everything away`);
  return exitCodes.ok;
}
