import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import type { Problem } from "../../config/problem.ts";
import { configValue } from "../configValue.ts";

/** The configuration in a stack's file, with the places its values stand at. */
export interface StackDocument {
  /** What stands under `verger:`, without that prefix. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What belongs to the providers: `aws:region`, `azure-native:location`. */
  readonly others: Readonly<Record<string, unknown>>;
  /** What is wrong with the YAML itself; then the records are empty. */
  readonly syntax: readonly { readonly line: number; readonly column: number; readonly message: string }[];
  /** Line and column (from 1) of the value at a problem's path, or of what it stands in. */
  position(path: Problem["path"]): { readonly line: number; readonly column: number };
}

const prefix = "verger:";

/** Understands a stack's file as Pulumi does: `config:` holds namespaced keys, and a bare key is the project's own. */
export function stackDocument(text: string): StackDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const syntax = document.errors.map(({ pos: [offset], message }) => ({ ...place(offset), message }));
  const config: unknown = syntax.length > 0 ? {} : (document.toJS() as { config?: unknown } | null)?.config;

  const settings: Record<string, unknown> = {};
  const others: Record<string, unknown> = {};
  for (const [key, written] of Object.entries(typeof config === "object" && config !== null ? config : {})) {
    // Pulumi puts quotes around true and false when it writes the file, with a secrets salt or for `config set`.
    const value: unknown = typeof written === "string" ? configValue(written) : written;
    if (key.startsWith(prefix)) settings[key.slice(prefix.length)] = value;
    else if (!key.includes(":")) settings[key] = value;
    else others[key] = value;
  }

  function position([first, ...rest]: Problem["path"]): { line: number; column: number } {
    let offset = 0;
    let node: unknown = document.get("config", true);
    for (const step of first === undefined ? [] : [first, ...rest]) {
      if (!isMap(node)) break;
      const name = String(step);
      const pair = node.items.find(
        ({ key }) => isScalar(key) && (key.value === step || key.value === name || key.value === `${prefix}${name}`),
      );
      if (pair === undefined) break;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    }
    return place(offset);
  }

  return { settings, others, syntax, position };
}
