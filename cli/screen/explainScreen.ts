import type { Explanation } from "../../config/reference/explainSetting.ts";
import { type NodeTypeRow, nodeTypeRows } from "../../config/reference/nodeTypeRows.ts";
import type { SettingRow } from "../../config/reference/settingRows.ts";

/** What a setting takes and means; for a node type, the known ones with their prices. */
export function explainScreen(key: string, explanation: Explanation, region?: string): string[] {
  if (!explanation.found) return ["Settings, each with its own explanation:", ...indented(explanation.top)];
  const lines = explanation.rows.flatMap((row) => rowText(row));
  if (explanation.members.length > 0) lines.push("", "Contains:", ...indented(explanation.members));
  if (/^compute\.(primary|driver|workers)\.type$/.test(key.replace("verger:", ""))) lines.push("", ...prices(region));
  return lines;
}

function rowText({ key, when, description, kind, unit, required, fallback }: SettingRow): string[] {
  const value = required ? "required" : fallback === undefined ? "optional" : `default ${fallback}`;
  return [
    `verger:${key}${when.length === 0 ? "" : `   (${when.join(", ")})`}`,
    `  ${description}.`,
    `  Takes: ${kind}${unit === undefined ? "" : `, in ${unit}`}; ${value}.`,
  ];
}

const platforms = [
  ["EMR", "aws", "emr", "eu-west-3"],
  ["EC2", "aws", "ec2", "eu-west-3"],
  ["Databricks on AWS", "aws", "databricks", "eu-west-3"],
  ["Databricks on Azure", "azure", "databricks", "francecentral"],
] as const;

function prices(asked: string | undefined): string[] {
  const lines: string[] = [];
  for (const [title, cloud, platform, fallback] of platforms) {
    const region = asked ?? fallback;
    const rows = nodeTypeRows(cloud, platform, region).filter(({ perHour }) => perHour !== "unknown");
    if (rows.length === 0) continue;
    lines.push(`${title}, ${region}, on demand without disks:`);
    lines.push(...rows.map((type) => typeText(type)));
  }
  return lines;
}

function typeText({ name, cores, memoryGiB, architecture, perHour }: NodeTypeRow): string {
  const price = perHour === "unknown" ? perHour : `${perHour.toFixed(3)} USD/h`;
  return `  ${name.padEnd(18)}${String(cores).padStart(3)} cores  ${String(memoryGiB).padStart(3)} GiB  ${architecture.padEnd(6)} ${price}`;
}

const indented = (names: readonly string[]): string[] => names.map((name) => `  ${name}`);
