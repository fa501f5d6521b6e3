import { pricePerHour } from "../config/cost/pricePerHour.ts";
import { totalText } from "./screen/money.ts";
import { plural } from "./screen/numbers.ts";
import { endText } from "./screen/statusScreen.ts";
import type { StackSession } from "./stackSession.ts";
import { statusOf } from "./statusOf.ts";
import type { Terminal } from "./terminal.ts";

/**
 * `Stopping. 31 resources exist; destroying them (ctrl-C again to leave them …)`. Before there is a job its machines
 * cannot be counted: then it is the price of those that the stack starts with.
 */
export async function sayStopping(session: StackSession, terminal: Terminal): Promise<void> {
  const status = await statusOf(session, terminal).catch(() => undefined);
  const there =
    status === undefined ? "Destroying what exists" : `${plural(status.resources, "resource")} exist; destroying them`;
  const job = status?.job;
  const price =
    job === undefined
      ? `with its machines ${pricePerHour(session.settings)}, until their deadline`
      : `${totalText(job.cost.perHour, "/h")} until ${endText(job.endsAt, terminal.now())}`;
  terminal.note(`Stopping. ${there} (ctrl-C again leaves what is there: ${price}).`);
}
