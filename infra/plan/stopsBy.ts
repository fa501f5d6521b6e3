import type { Settings } from "../../config/settings.ts";
import type { PlannedResource } from "../policy/policyRule.ts";

/** What ends the spending without anybody at a keyboard, as the planned resources show it. */
export function stopsBy({ limits }: Settings, resources: readonly PlannedResource[]): readonly string[] {
  const guards: readonly (readonly [words: string, shows: (resource: PlannedResource, text: string) => boolean])[] = [
    [`idle ${limits.idleMinutes} min`, (_, text) => /idleTimeout|idle-watch|autotermination_?minutes/i.test(text)],
    ["power-off timer on every node", (_, text) => /power-off/.test(text)],
    ["scheduled termination", ({ type }) => type.endsWith(":Schedule")],
    ["job timeout", (_, text) => /"timeoutSeconds":/.test(text)],
    ["budget notices", ({ type, properties }) => type.endsWith(":Budget") && JSON.stringify(properties).includes("@")],
  ];
  const texts = resources.map(({ properties }) => JSON.stringify(properties));
  return guards.flatMap(([words, shows]) =>
    resources.some((resource, at) => shows(resource, texts[at] ?? "")) ? [words] : [],
  );
}
