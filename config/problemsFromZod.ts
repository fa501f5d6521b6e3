import { z } from "zod";
import { nearest } from "./nearest.ts";
import { type Problem, shown, valueAt } from "./problem.ts";
import { discriminants, settingAt, unionAt } from "./settingAt.ts";
import { inUnit, type Unit } from "./units.ts";

type Issue = z.core.$ZodIssue;

/** Zod's issues as problems a person can act on, each with the nearest valid value where there is one. */
export function problemsFromZod(schema: z.ZodType, given: unknown, issues: readonly Issue[]): readonly Problem[] {
  return issues.flatMap((issue) => problems(schema, given, issue));
}

function problems(schema: z.ZodType, given: unknown, issue: Issue): readonly Problem[] {
  const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(schema, given, path, key));
  if (issue.code === "invalid_key")
    return [
      {
        path,
        value: path.at(-1),
        message: `${shown(path.at(-1))} ${issue.issues[0]?.message ?? "is not a valid name"}`,
        suggestion: "Give it another name.",
      },
    ];
  const value = valueAt(given, path);
  return [{ path, value, ...described(schema, given, path, value, issue) }];
}

type Words = Pick<Problem, "message" | "suggestion">;

function described(schema: z.ZodType, given: unknown, path: Problem["path"], value: unknown, issue: Issue): Words {
  if (value === undefined) return missing(schema, given, path, issue);
  if (issue.code === "invalid_value") return notOneOf(value, issue.values.map(String));
  if (issue.code === "invalid_union") return notOneOf(value, choicesAt(schema, given, path));
  if (issue.code === "invalid_type") return wrongType(schema, given, path, value, issue.expected);
  const unit = unitAt(schema, given, path);
  if (issue.code === "too_small")
    return {
      message: `${shown(value)} is too small`,
      suggestion: `Write ${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}${unit}.`,
    };
  if (issue.code === "too_big")
    return { message: `${shown(value)} is too large`, suggestion: `Write at most ${issue.maximum}${unit}.` };
  return { message: `${shown(value)} cannot be used: ${issue.message}`, suggestion: purpose(schema, given, path) };
}

function missing(schema: z.ZodType, given: unknown, path: Problem["path"], issue: Issue): Words {
  const choices =
    issue.code === "invalid_value"
      ? issue.values.map(String)
      : issue.code === "invalid_union"
        ? choicesAt(schema, given, path)
        : [];
  return {
    message: "is missing",
    suggestion: choices.length > 0 ? `Write one of ${choices.join(", ")}.` : purpose(schema, given, path),
  };
}

function notOneOf(value: unknown, choices: readonly string[]): Words {
  const close = typeof value === "string" ? nearest(value, choices) : undefined;
  return {
    message: `${shown(value)} is not one of ${choices.join(", ")}`,
    suggestion: close === undefined ? `Write ${choices.join(" or ")}.` : `Did you mean "${close}"?`,
  };
}

function wrongType(schema: z.ZodType, given: unknown, path: Problem["path"], value: unknown, expected: string): Words {
  const unit = settingAt(schema, given, path)?.unit;
  if ((expected === "number" || expected === "int") && isUnit(unit)) {
    const read = typeof value === "string" ? inUnit(value, unit) : undefined;
    return {
      message: `${shown(value)} is not a number of ${unit}`,
      suggestion: read === undefined ? `Write a plain number, in ${unit}.` : `Write ${read} (${unit}).`,
    };
  }
  const bare = typeof value === "string" ? unquoted(value, expected) : undefined;
  const kind = { int: "whole number", boolean: "true or false", record: "set of keys", object: "set of keys" }[
    expected
  ];
  return {
    message: `${shown(value)} is not a ${kind ?? expected}`,
    suggestion: bare === undefined ? purpose(schema, given, path) : `Write ${bare} without quotes.`,
  };
}

/** `"true"` and `"3"` are what a YAML file says in quotes; anything else stays wrong. */
function unquoted(text: string, expected: string): string | undefined {
  if (expected === "boolean" && /^(true|false)$/.test(text)) return text;
  return (expected === "number" || expected === "int") && /^\d+(\.\d+)?$/.test(text) ? text : undefined;
}

function unknownKey(schema: z.ZodType, given: unknown, path: Problem["path"], key: string): Problem {
  const inside = settingAt(schema, given, path)?.schema;
  const known = inside instanceof z.ZodObject ? Object.keys(inside.shape) : [];
  const close = nearest(key, known);
  return {
    path: [...path, key],
    value: valueAt(given, [...path, key]),
    message: `"${key}" is not a setting`,
    suggestion: close === undefined ? `Known here: ${known.join(", ")}.` : `Did you mean "${close}"?`,
  };
}

/** What the key that tells a union's members apart may say. */
function choicesAt(schema: z.ZodType, given: unknown, path: Problem["path"]): readonly string[] {
  const name = String(path.at(-1));
  const union = unionAt(schema, given, path.slice(0, -1));
  return union?.options.flatMap((option) => discriminants(option, name).map(String)) ?? [];
}

function purpose(schema: z.ZodType, given: unknown, path: Problem["path"]): string {
  const description = settingAt(schema, given, path)?.description;
  return description === undefined ? "See docs/configuration.md." : `It says: ${description}.`;
}

function unitAt(schema: z.ZodType, given: unknown, path: Problem["path"]): string {
  const unit = settingAt(schema, given, path)?.unit;
  return unit === undefined ? "" : ` ${unit}`;
}

const units = new Set<unknown>(["USD", "hours", "minutes", "GiB"] satisfies readonly Unit[]);
const isUnit = (value: unknown): value is Unit => units.has(value);
