import { distance } from "fastest-levenshtein";
import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/**
 * What is wrong with a value, in plain words: what is wanted, what was given, and the nearest name where one was meant.
 * @param known names of the schema's fields
 */
export function issueText(issue: Issue, given: unknown, known: readonly string[]): string {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => `${key}: no such field.${didYouMean(key, known)}`).join("\n  ");
  if (given === undefined && issue.code === "invalid_type") return "missing";
  return `${wanted(issue, given)} (given: ${JSON.stringify(given)})`;
}

function wanted(issue: Issue, given: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      return `not ${nouns[issue.expected] ?? issue.expected}`;
    case "invalid_value": {
      const choices = issue.values.map(String);
      return `not one of ${choices.join(", ")}.${didYouMean(String(given), choices)}`;
    }
    case "too_small":
      return `below the least, ${issue.inclusive === false ? "more than " : ""}${issue.minimum}`;
    case "too_big":
      return `above the most, ${issue.maximum}`;
    default:
      return issue.message;
  }
}

const nouns: Readonly<Record<string, string>> = {
  number: "a number",
  int: "a whole number",
  string: "a text",
  boolean: "true or false",
};

function didYouMean(given: string, choices: readonly string[]): string {
  const nearest = choices.toSorted((a, b) => distance(a, given) - distance(b, given))[0];
  return nearest !== undefined && distance(nearest, given) <= Math.max(2, given.length / 2)
    ? ` Did you mean ${nearest}?`
    : "";
}
