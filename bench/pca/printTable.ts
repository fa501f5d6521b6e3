import type { Outcome } from "./runContender.ts";
import { type Shape, titleOf } from "./shapes.ts";

/** A contender's outcome for one shape, and how far from the reference its result is. */
export interface Row {
  readonly name: string;
  readonly outcome: Outcome;
  readonly accuracy: { readonly error: number; readonly angle: number } | undefined;
}

/** One Markdown table: times, ratios to this project's row of the same kind, memory, errors. */
export function printTable(shape: Shape, rows: readonly Row[]): void {
  console.log(`\n### ${titleOf(shape)}\n`);
  console.log("| | first | best | ratio | processor | ratio | peak MiB | variance error | angle, rad |");
  console.log("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
  for (const row of rows) console.log(tableRow(row, bestOf(rows.find((own) => isOwn(own, row))?.outcome)));
}

/** From disk is compared with from disk. */
function isOwn(own: Row, row: Row): boolean {
  return own.name.startsWith("verger") && own.name.includes("Parquet") === row.name.includes("Parquet");
}

function tableRow({ name, outcome, accuracy }: Row, own: Best | undefined): string {
  if (outcome.kind === "failed") return `| ${name} | failed: ${outcome.why} | | | | | | | |`;
  if (outcome.kind === "over the limit") {
    const ratio = own === undefined ? "" : `> ${((outcome.seconds * 1000) / own.wall).toFixed(0)} ×`;
    return `| ${name} | > ${outcome.seconds} s | > ${outcome.seconds} s | ${ratio} | | | | | |`;
  }
  const best = bestOf(outcome)!;
  return `| ${[
    name,
    duration(outcome.fits[0]!.wall),
    duration(best.wall),
    ratio(best.wall, own?.wall),
    best.cpu === null ? "" : duration(best.cpu),
    ratio(best.cpu, own?.cpu),
    outcome.peakMiB.toFixed(0),
    accuracy?.error.toExponential(1) ?? "",
    accuracy?.angle.toExponential(1) ?? "",
  ].join(" | ")} |`;
}

interface Best {
  readonly wall: number;
  readonly cpu: number | null;
}

/** The least wall-clock and the least processor time of all fits. */
function bestOf(outcome: Outcome | undefined): Best | undefined {
  if (outcome?.kind !== "done") return undefined;
  const cpu = outcome.fits.flatMap((fit) => fit.cpu ?? []);
  return {
    wall: Math.min(...outcome.fits.map((fit) => fit.wall)),
    cpu: cpu.length === 0 ? null : Math.min(...cpu),
  };
}

function ratio(time: number | null, own: number | null | undefined): string {
  return time === null || own === null || own === undefined ? "" : `${(time / own).toPrecision(3)} ×`;
}

function duration(milliseconds: number): string {
  return milliseconds < 999.5 ? `${milliseconds.toPrecision(3)} ms` : `${(milliseconds / 1000).toPrecision(3)} s`;
}
