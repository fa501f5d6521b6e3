import { type JobStatus, runsForNothing, type StackStatus } from "../../infra/lifecycle/status/stackStatus.ts";
import type { RunningCost } from "../../infra/lifecycle/status/runningCost.ts";
import { minutesText, totalText, usdText } from "./money.ts";
import { count, plural } from "./numbers.ts";
import { row } from "./row.ts";

/** How a stack stands, on one screen. */
export function statusScreen(status: StackStatus, now: Date, columns: number): string[] {
  const { stack, region, platform, resources, unfinished, job } = status;
  const lines = [`${stack} · ${platform} · ${region}   ${plural(resources, "resource")} in its state`];
  if (unfinished)
    lines.push(...row("unfinished", ["a pulumi command is at work on it, or was killed: docs/lifecycle.md"], columns));
  if (job === undefined) {
    const nothing = resources === 0 ? "nothing is made" : "no job was handed over";
    return [...lines, ...row("job", [nothing, `verger run -s ${stack}`], columns)];
  }
  lines.push(
    ...row("machines", [job.compute.said], columns),
    ...row("job", jobText(job), columns),
    ...row("folder", [job.folder], columns),
    ...row("cost", costText(job.cost), columns),
    ...row("ends", [endText(job.endsAt, now)], columns),
    ...row("console", [job.consoleUrl], columns),
  );
  if (runsForNothing(job)) lines.push(`The job is over and its machines still run: verger destroy -s ${stack}`);
  return lines;
}

/** What a run has cost and will cost, on one screen. */
export function costScreen(stack: string, job: JobStatus, now: Date, columns: number): string[] {
  const { cost, endsAt } = job;
  const { spent, perHour, minutesLeft, forecast, cap, pricesOf } = cost;
  const left =
    minutesLeft === "unknown"
      ? "its end is unknown"
      : minutesLeft === 0
        ? "the job is over"
        : `${minutesText(minutesLeft)} to go`;
  return [
    `${stack} · run ${job.runId}`,
    ...row("spent", [totalText(spent), `${plural(job.compute.nodes.length, "machine")} so far`], columns),
    ...row("now", [totalText(perHour, "/h")], columns),
    ...row("forecast", [forecast === "unknown" ? "unknown" : totalText(forecast), left], columns),
    ...row(
      "cap",
      [`${count(cap.budget)} USD`, `machines at most ${usdText(cap.upperBound)} in ${minutesText(cap.hours * 60)}`],
      columns,
    ),
    ...row("ends", [endText(endsAt, now)], columns),
    ...row(
      "prices",
      [`of ${pricesOf ?? "an unknown date"} or later; requests, traffic and stored bytes are not in it`],
      columns,
    ),
  ];
}

function jobText({ submitted, progress, runId }: JobStatus): string[] {
  const state = submitted === undefined ? "not submitted yet" : `${submitted.state.kind} (${submitted.id})`;
  const reason = submitted?.state.kind === "failed" ? [progress?.message ?? submitted.state.reason] : [];
  const how =
    progress === undefined
      ? []
      : [
          `${progress.stage}: ${count(progress.done)} of ${count(progress.images)}, ${count(progress.rejects)} rejected`,
        ];
  return [`run ${runId}`, state, ...reason, ...how];
}

const costText = ({ perHour, spent, cap }: RunningCost): string[] => [
  totalText(perHour, "/h"),
  `${totalText(spent)} so far`,
  `cap ${count(cap.budget)} USD`,
];

/** `2026-11-22 03:10 UTC, in 3 h 20 min`; a rule in words stays as it is. */
export function endText(endsAt: string, now: Date): string {
  const end = new Date(endsAt);
  if (Number.isNaN(end.getTime())) return endsAt;
  const minutes = (end.getTime() - now.getTime()) / 60_000;
  const moment = `${end.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return minutes > 0 ? `${moment}, in ${minutesText(minutes)}` : `${moment}, which is over`;
}
