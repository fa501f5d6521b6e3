import { Command } from "@pulumi/command/local/command.js";
import { type Output, type Resource } from "@pulumi/pulumi";
import { minutesOf } from "./nodeScripts.ts";

/**
 * The moment `maxHours` after what is named by `triggers` came to be, as `2026-11-21T03:10:00`, in UTC. It is read
 * from the clock once, when the resource is made, and stays in the state: a second `pulumi up` does not move it.
 */
export function deadline(
  name: string,
  maxHours: number,
  triggers: readonly unknown[],
  options: { readonly parent: Resource; readonly dependsOn?: readonly Resource[] },
): Output<string> {
  const milliseconds = minutesOf(maxHours) * 60_000;
  const command = new Command(
    name,
    {
      create: `node -p "new Date(Date.now() + ${milliseconds}).toISOString().slice(0, 19)"`,
      triggers: [maxHours, ...triggers],
    },
    { parent: options.parent, dependsOn: [...(options.dependsOn ?? [])] },
  );
  return command.stdout.apply((text) => text.trim());
}
