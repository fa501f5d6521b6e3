import type { Settings } from "../../config/settings.ts";
import type { PlannedResource } from "../policy/policyRule.ts";

type Guard = readonly [words: string, shows: (resource: PlannedResource, text: string) => boolean];

/** What ends the spending without anybody at a keyboard, as the planned resources show it. */
export function stopsBy({ limits }: Settings, resources: readonly PlannedResource[]): readonly string[] {
  const guards: readonly Guard[] = [
    [`idle ${limits.idleMinutes} min`, (_, text) => text.includes('"idleTimeout":') || text.includes("idle-watch")],
    ["power-off timer on every node", (_, text) => text.includes("power-off-timer")],
    ["scheduled termination", ({ type, properties }) => type.endsWith(":Schedule") || expires(properties)],
    ["job timeout", (_, text) => text.includes('"timeoutSeconds":')],
    ["budget notices", ({ type }, text) => type.endsWith(":Budget") && tellsSomebody.test(text)],
  ];
  const texts = resources.map(({ properties }) => readable(properties));
  return guards.flatMap(([words, shows]) =>
    resources.some((resource, at) => shows(resource, texts[at] ?? "")) ? [words] : [],
  );
}

/** An e-mail address, or Azure's role of those who own the subscription. */
const tellsSomebody = /@|"contactRoles":\["/;

/** An EC2 fleet that terminates its machines at a moment fixed when it is made. */
function expires(properties: PlannedResource["properties"]): boolean {
  return properties["terminateInstancesWithExpiration"] === true && typeof properties["validUntil"] === "string";
}

/** All that a resource says, what its machines run at boot included. */
function readable(properties: PlannedResource["properties"]): string {
  const { userData } = properties;
  const boot = typeof userData === "string" ? Buffer.from(userData, "base64").toString("utf8") : "";
  return JSON.stringify(properties) + boot;
}
