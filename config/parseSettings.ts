import { z } from "zod";
import { budgetProblems } from "./cost/budgetProblems.ts";
import { crossChecks } from "./crossChecks.ts";
import { nearest } from "./nearest.ts";
import { dotted, type Problem, shown } from "./problem.ts";
import { problemsFromZod } from "./problemsFromZod.ts";
import { AwsSettings, AzureSettings, type Settings } from "./settings.ts";

export type Parsed =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const clouds = { aws: AwsSettings, azure: AzureSettings } as const;

/**
 * Reads what a stack says. Everything wrong is reported at once, each problem with its path, its value and what to
 * write instead; nothing is thrown.
 */
export function parseSettings(given: unknown): Parsed {
  const record = z.record(z.string(), z.unknown()).safeParse(given);
  if (!record.success)
    return refused([
      {
        path: [],
        value: given,
        message: `${shown(given)} is not a set of settings`,
        suggestion: "Copy one of the files in stacks/ and change it.",
      },
    ]);

  const cloud = z.enum(["aws", "azure"]).safeParse(record.data.cloud);
  if (!cloud.success) return refused([cloudProblem(record.data.cloud)]);

  const schema = clouds[cloud.data];
  const parsed = schema.safeParse(record.data);
  const fromSchema = parsed.success ? [] : problemsFromZod(schema, record.data, parsed.error.issues);
  const fromChecks = crossChecks(cloud.data, record.data);
  const problems = oneEach([...fromChecks, ...fromSchema]);
  if (!parsed.success || problems.length > 0) return refused(problems);
  const overBudget = budgetProblems(parsed.data);
  return overBudget.length === 0 ? { ok: true, settings: parsed.data } : refused(overBudget);
}

function refused(problems: readonly Problem[]): Parsed {
  return { ok: false, problems };
}

function cloudProblem(value: unknown): Problem {
  const close = typeof value === "string" ? nearest(value, Object.keys(clouds)) : undefined;
  return {
    path: ["cloud"],
    value,
    message: `${shown(value)} is not a cloud Verger knows`,
    suggestion: close === undefined ? "Write aws or azure." : `Did you mean "${close}"?`,
  };
}

/** The first problem of each path: the checks that know the field come before the schema's general words. */
function oneEach(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ path }) => {
    const key = dotted(path);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
