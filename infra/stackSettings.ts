import { parseSettings } from "../config/parseSettings.ts";
import { dotted } from "../config/problem.ts";
import type { Settings } from "../config/settings.ts";
import { InputError } from "../job/contract/errors.ts";
import { configValue } from "./configValue.ts";

/** The settings under `verger:` of a stack's configuration, as Pulumi hands them over: a text for each key. */
export function stackSettings(configuration: Readonly<Record<string, string>>): Settings {
  const given = Object.entries(configuration).flatMap(([key, text]) =>
    key.startsWith("verger:") ? [[key.slice("verger:".length), configValue(text)]] : [],
  );
  const parsed = parseSettings(Object.fromEntries(given));
  if (parsed.ok) return parsed.settings;
  const problems = parsed.problems.map(
    ({ path, message, suggestion }) => `verger:${dotted(path)}\n  ${message}. ${suggestion}`,
  );
  throw new InputError(problems.join("\n"), "`npx verger config check` shows the lines");
}
