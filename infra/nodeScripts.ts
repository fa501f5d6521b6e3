import { readFileSync } from "node:fs";

/** Folder in which nodes keep the job: runtime, program and weights. */
export const nodeHome = "/opt/verger";

export const nodeScriptNames = [
  "power-off-timer.sh",
  "idle-watch.sh",
  "install-bundle.sh",
  "standalone-spark.sh",
  "databricks-init.sh",
] as const;

export type NodeScriptName = (typeof nodeScriptNames)[number];

/** The text of a script that nodes run at boot; they lie in `infra/scripts/`. */
export function nodeScript(name: NodeScriptName): string {
  return readFileSync(new URL(`./scripts/${name}`, import.meta.url), "utf8");
}

/** Whole minutes after which a node powers off. */
export const minutesOf = (hours: number): number => Math.max(1, Math.floor(hours * 60));
