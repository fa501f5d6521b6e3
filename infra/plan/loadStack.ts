import type { JobSpec } from "../../job/contract/jobSpec.ts";
import { JobSpec as JobSpecSchema } from "../../job/contract/jobSpec.ts";
import { parseSettings } from "../../config/parseSettings.ts";
import { dotted, type Problem, shown } from "../../config/problem.ts";
import { problemsFromZod } from "../../config/problemsFromZod.ts";
import type { Settings } from "../../config/settings.ts";
import { InputError } from "../../job/contract/errors.ts";
import { plainSecrets } from "./plainSecrets.ts";
import { readStackFile, type StackFile } from "./readStackFile.ts";
import { type StackDocument, stackDocument } from "./stackDocument.ts";

/** A stack as its file says it, checked whole. */
export interface LoadedStack {
  readonly stack: string;
  readonly settings: Settings;
  readonly job: JobSpec;
}

/**
 * Reads and checks `stacks/Pulumi.<name>.yaml` without the Pulumi engine.
 * @throws VergerError (stackNotFound), or InputError with every problem's line, key, value and remedy.
 */
export function loadStack(folder: string, name: string): LoadedStack {
  const file = readStackFile(folder, name);
  const document = stackDocument(file.text);
  const [broken] = document.syntax;
  if (broken !== undefined)
    throw new InputError(
      `${file.shownPath}:${broken.line}:${broken.column} is not YAML`,
      `${broken.message}.\nCompare with a stack that works: stacks/Pulumi.aws-paris.yaml`,
    );

  const parsed = parseSettings(document.settings);
  const { wait: _, ...fields } = parsed.ok ? parsed.settings.job : recordAt(document.settings["job"]);
  const job = JobSpecSchema.safeParse(fields);
  const problems = [
    ...plainSecrets({ ...document.others, ...document.settings }),
    ...(parsed.ok ? providerProblems(parsed.settings, document) : parsed.problems),
    ...(job.success ? [] : problemsFromZod(JobSpecSchema, fields, job.error.issues).map(inJob)),
  ];
  if (!parsed.ok || !job.success || problems.length > 0) throw asInputError(file, document, problems);
  return { stack: file.stack, settings: parsed.settings, job: job.data };
}

const inJob = (problem: Problem): Problem => ({ ...problem, path: ["job", ...problem.path] });

const recordAt = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};

/** The provider must work where the stack says: otherwise Pulumi's own default region would decide. */
function providerProblems({ cloud, region }: Settings, { others }: StackDocument): readonly Problem[] {
  const key = cloud === "aws" ? "aws:region" : "azure-native:location";
  const value = others[key];
  const plain = typeof value === "string" ? value.toLowerCase().replaceAll(" ", "") : value;
  if (value === undefined || plain === region) return [];
  return [
    {
      path: [key],
      value,
      message: `${shown(value)} is not verger:region, which is ${region}`,
      suggestion: `Write ${key}: ${region}.`,
    },
  ];
}

function asInputError(file: StackFile, document: StackDocument, problems: readonly Problem[]): InputError {
  const texts = problems.map(({ path, message, suggestion }) => {
    const { line, column } = document.position(path);
    const key = dotted(path);
    return `${file.shownPath}:${line}:${column}  ${key.includes(":") ? key : `verger:${key}`}\n  ${message}.\n  ${suggestion}`;
  });
  const what = problems.length === 1 ? "1 setting" : `${problems.length} settings`;
  return new InputError(`${file.shownPath}: ${what} cannot be used`, texts.join("\n"));
}
