/** Text that is HTML or SVG already. Made by `html` only, so that nothing reaches a page unescaped. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Content = string | number | Markup | undefined | false | readonly Content[];

/**
 * A template whose values are escaped, unless they are markup themselves. `undefined` and `false` print nothing. Line
 * breaks of the template, with the indentation after them, print as one space.
 */
export function html(literals: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const texts = onOneLine(literals);
  let text = texts[0] ?? "";
  for (const [index, value] of values.entries()) text += rendered(value) + (texts[index + 1] ?? "");
  return new Markup(text);
}

const flattened = new WeakMap<TemplateStringsArray, readonly string[]>();

function onOneLine(literals: TemplateStringsArray): readonly string[] {
  const known = flattened.get(literals);
  if (known !== undefined) return known;
  const texts = literals.map((literal) => literal.replace(/\s*\n\s*/g, " ").replace(/ (?=\/?>)/g, ""));
  flattened.set(literals, texts);
  return texts;
}

function rendered(value: Content): string {
  if (value === undefined || value === false) return "";
  if (value instanceof Markup) return value.text;
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? escape(value) : value.map((each) => rendered(each)).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? "");

/** A value as JSON that can stand inside a `<script>` element. */
export function scriptJson(value: unknown): Markup {
  return new Markup(
    JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`),
  );
}
