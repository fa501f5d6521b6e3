import type { z } from "zod";
import { InputError } from "../../job/contract/errors.ts";
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
  const problems = result.error.issues.map((issue) => {
    const name = issue.path.join(".");
    const place = source.file === undefined ? `--${kebab(name)}` : name;
    return `${name === "" ? "" : `${place}: `}${issue.message}${given(values, issue.path)}`;
  });
  const mend = source.file === undefined ? "" : `Mend ${source.file}. `;
  throw new InputError(problems.join("\n  "), `${mend}Every option: ${source.command} --help`);
}

function given(values: unknown, path: readonly PropertyKey[]): string {
  let value = values;
  for (const key of path) value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  return value === undefined || path.length === 0 ? "" : ` (given: ${JSON.stringify(value)})`;
}
