import type { z } from "zod";
import { InputError } from "../../job/contract/errors.ts";
import { kebab } from "./schemaOptions.ts";

/** @throws InputError that lists every option the schema refuses, all at once. */
export function parseOptions<S extends z.ZodType>(schema: S, values: unknown, source: string): z.output<S> {
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const place = issue.path.length > 0 ? `${spelling(source, issue.path.map(String))}: ` : "";
    return `${place}${issue.message}${given(values, issue.path)}`;
  });
  throw new InputError(
    problems.join("\n  "),
    `Mend ${source === "command line" ? "the command" : source}. Every option: verger job --help`,
  );
}

function spelling(source: string, path: readonly string[]): string {
  return source === "command line" ? `--${kebab(path.join("."))}` : path.join(".");
}

function given(values: unknown, path: readonly PropertyKey[]): string {
  let value = values;
  for (const key of path) value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  return value === undefined || path.length === 0 ? "" : ` (given: ${JSON.stringify(value)})`;
}
