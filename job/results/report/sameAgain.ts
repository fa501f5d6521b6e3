import { JobSpec } from "../../contract/jobSpec.ts";
import type { ReportManifest } from "./reportManifest.ts";

/** The command line that makes a local run again, an option a part, without what is the default anyway. */
export function sameAgain({ spec, images, engine, weights }: ReportManifest): string[] | undefined {
  const parsed = JobSpec.safeParse(spec);
  if (!parsed.success || images?.folder === undefined || engine?.name !== "local") return undefined;
  const defaults = new Map(Object.entries(JobSpec.parse({})));
  // Where the official weights could not be had, the run was made with seeded ones.
  const made = weights?.trained === false ? { ...parsed.data, weights: seededAs(weights.label) } : parsed.data;
  const options = Object.entries({ images: images.folder, ...made })
    .filter(([name, value]) => value !== defaults.get(name))
    .map(([name, value]) => {
      const option = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      return value === true ? option : `${option} ${quoted(String(value))}`;
    });
  return ["verger job", ...options];
}

const seededAs = (label: string | undefined): string => /^seeded:\d+/.exec(label ?? "")?.[0] ?? "seeded";

/** A word as a POSIX shell takes it. */
const quoted = (text: string): string =>
  /^[\w@%+=:,./~-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
