/** One thing wrong with a stack's configuration: where, what was given, why it cannot be, what to write instead. */
export interface Problem {
  /** Keys from the top of the settings: `["compute", "workers", "type"]`. */
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  /** A sentence without its subject: `"m5.xlarg" is not a node type known for EMR in eu-west-3`. */
  readonly message: string;
  /** What to write or to do instead, as a sentence. */
  readonly suggestion: string;
}

/** `compute.workers.type`; a position in a list is `list[0]`. */
export function dotted(path: Problem["path"]): string {
  return path.map((step, at) => (typeof step === "number" ? `[${step}]` : at === 0 ? step : `.${step}`)).join("");
}

/** How a value is shown in a message: as JSON, cut after 60 characters; `nothing` where there is none. */
export function shown(value: unknown): string {
  if (value === undefined || typeof value === "function" || typeof value === "symbol") return "nothing";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** The value at a path of untrusted data, or undefined. */
export function valueAt(data: unknown, path: Problem["path"]): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined;
  }
  return value;
}
