import { html, type Markup } from "./markup.ts";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * Characters that would break a line or turn the text around them: controls (Cc), invisible formatting of direction
 * (U+202A-E, U+2066-9), separators of lines and paragraphs, the byte order mark.
 */
const unprintable = /[\p{Cc}\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** Text from outside (a label, a path, a reason) without characters that act on what stands around it. */
export const printable = (text: string): string => text.toWellFormed().replace(unprintable, "\ufffd");

/** At most `most` characters as a reader counts them, the rest an ellipsis. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = [...graphemes.segment(text.slice(0, most * 16))].map(({ segment }) => segment);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

/** A label or path in a page: isolated from the direction of its surroundings, short, whole in its title. */
export function shown(text: string, most = 32): Markup {
  const clean = printable(text);
  const short = shortened(clean, most);
  return short === clean ? html`<bdi>${clean}</bdi>` : html`<bdi title="${clean}">${short}</bdi>`;
}

/** A path by its end, which tells files apart; whole in its title. */
export function shownPath(path: string, most = 22): Markup {
  const clean = printable(path);
  const characters = [...graphemes.segment(clean.slice(-most * 8))].map(({ segment }) => segment);
  return characters.length <= most
    ? html`<bdi>${clean}</bdi>`
    : html`<bdi title="${clean}">…${characters.slice(1 - most).join("")}</bdi>`;
}

/** The same for SVG text and attributes, where there is no `bdi`: first strong isolate … pop isolate. */
export const isolated = (text: string, most = 32): string => `\u2068${shortened(printable(text), most)}\u2069`;

/** Rough width of a text at a font size, in pixels: enough to leave room for labels. */
export function textWidth(text: string, size = 12): number {
  let ems = 0;
  for (const { segment } of graphemes.segment(text)) ems += /^[\u0020-\u024f]+$/.test(segment) ? 0.56 : 1.05;
  return ems * size;
}
