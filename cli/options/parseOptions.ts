import { z } from "zod";
import { InputError } from "../../job/contract/errors.ts";
import { issueText } from "./issueText.ts";
import { kebab } from "./schemaOptions.ts";

/** Where values came from: the command's options, or a file that the command was given. */
export interface OptionSource {
  /** E.g. `verger job`. */
  readonly command: string;
  readonly file?: string | undefined;
}

/** @throws InputError that lists every option the schema refuses, all at once. */
export function parseOptions<S extends z.ZodType>(schema: S, values: unknown, source: OptionSource): z.output<S> {
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const problems = result.error.issues.map((issue) => {
    const name = issue.path.join(".");
    const place = source.file === undefined ? `--${kebab(name)}` : name;
    return `${name === "" ? "" : `${place}: `}${issueText(issue, valueAt(values, issue.path), known)}`;
  });
  const mend = source.file === undefined ? "" : `Mend ${source.file}. `;
  throw new InputError(problems.join("\n  "), `${mend}Every option: ${source.command} --help`);
}

function valueAt(values: unknown, path: readonly PropertyKey[]): unknown {
  let value = values;
  for (const key of path) value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  return value;
}
