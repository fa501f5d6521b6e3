import { type SettingRow, settingRows } from "../../config/reference/settingRows.ts";

/** docs/configuration.md: every setting, grouped by what must be chosen for it to exist. */
export function configurationPage(): string {
  const groups = new Map<string, SettingRow[]>();
  for (const row of settingRows()) {
    const title = row.when.length === 0 ? "Every stack" : row.when.map((condition) => `\`${condition}\``).join(", ");
    groups.set(title, [...(groups.get(title) ?? []), row]);
  }
  const sections = [...groups].map(([title, rows]) => `## ${title}\n\n${table(rows)}`);
  return `<!-- Made by \`npm run docs\` from config/settings.ts. -->
# What a stack may say

A stack is a file \`stacks/Pulumi.<stack>.yaml\`. Its settings stand under \`config:\` with the prefix \`verger:\`:

\`\`\`yaml
config:
  verger:limits:
    budget: 10
\`\`\`

- Check your files: \`npx verger config check\`. One setting: \`npx verger config explain limits.budget\`.
- Completion in editors: \`docs/schemas/stack.schema.json\`.
- A key that is not listed here is refused.

${sections.join("\n\n")}
`;
}

function table(rows: readonly SettingRow[]): string {
  const lines = rows.map(({ key, kind, unit, required, fallback, description }) => {
    const takes = unit === undefined ? kind : `${kind}, in ${unit}`;
    const given = required ? "required" : fallback === undefined ? "" : `\`${fallback}\``;
    return `| \`${key}\` | ${cell(takes)} | ${cell(given)} | ${cell(description)} |`;
  });
  return ["| key | takes | default | meaning |", "|---|---|---|---|", ...lines].join("\n");
}

const cell = (text: string): string => text.replaceAll("|", "\\|");
