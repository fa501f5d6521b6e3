import { nearest } from "../nearest.ts";
import { type SettingRow, settingRows } from "./settingRows.ts";

export type Explanation =
  | { readonly found: true; readonly rows: readonly SettingRow[]; readonly members: readonly string[] }
  | { readonly found: false; readonly closest: string | undefined; readonly top: readonly string[] };

/** The settings of that name (one for each platform that has it), and what they contain. */
export function explainSetting(key: string): Explanation {
  const wanted = key.replace(/^verger:/, "");
  const rows = settingRows();
  const found = rows.filter((row) => row.key === wanted);
  if (found.length === 0) {
    const keys = [...new Set(rows.map((row) => row.key))];
    return { found: false, closest: nearest(wanted, keys), top: keys.filter((name) => !name.includes(".")) };
  }
  const inside = rows.filter((row) => row.key.startsWith(`${wanted}.`)).map((row) => row.key);
  return { found: true, rows: found, members: [...new Set(inside)] };
}
