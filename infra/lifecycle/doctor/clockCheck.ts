import { type Check, failed, ok, unknown } from "./check.ts";

/** AWS refuses signatures that are more than five minutes off; well before that is when to mend it. */
const mostSeconds = 120;

/** Whether this machine's clock agrees with the cloud's, as the `Date` of any of its answers tells. */
export function clockCheck(url: string, fetch: typeof globalThis.fetch, now: () => Date): Check {
  return {
    name: "clock",
    look: async () => {
      const asked = now().getTime();
      const answer = await fetch(url, { method: "HEAD" });
      const date = answer.headers.get("date");
      if (date === null) return unknown("the cloud did not tell its time");
      // The answer was given somewhere between the question and now.
      const middle = (asked + now().getTime()) / 2;
      const off = Math.abs(new Date(date).getTime() - middle) / 1000;
      return off <= mostSeconds
        ? ok(`${Math.round(off)} s from the cloud's`)
        : failed(
            `${Math.round(off)} s from the cloud's: signatures are refused`,
            "set the clock: timedatectl set-ntp true",
          );
    },
  };
}
