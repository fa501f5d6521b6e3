import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { html, scriptJson } from "../../../../job/results/report/markup.ts";
import { isolated, printable, shortened, shown, shownPath } from "../../../../job/results/report/shownText.ts";

/** What a browser makes of text content and attribute values. */
const unescape = (text: string): string =>
  text.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" })[name] ?? "",
  );

const hostileText = fc.string({
  unit: fc.constantFrom("<", ">", "&", '"', "'", ";", "/", "a", "=", "&lt;", "\ud800", "é"),
  maxLength: 30,
});

describe("a folder's name must never become part of the page's code", () => {
  test("whatever a value holds, it leaves no tag, no attribute and no entity of its own", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const { text: page } = html`<b title="${text}">${text}</b>`;
        const inner = page.slice('<b title="'.length, -"</b>".length);
        expect(inner.replace('">', "")).not.toMatch(/[<>"']/);
        expect(unescape(inner)).toBe(`${text}">${text}`);
      }),
    );
  });

  test("markup stays markup, lists are joined, nothing prints nothing", () => {
    expect(html`<p>${[html`<i>${"<"}</i>`, 3]}${undefined}${false}</p>`.text).toBe("<p><i>&lt;</i>3</p>");
  });

  test("JSON in a script element cannot end it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, text) => {
        const json = scriptJson([value, text, "</script><!--\u2028"]).text;
        expect(json).not.toMatch(/[<>\u2028\u2029]/);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify([value, text, "</script><!--\u2028"])));
      }),
    );
  });
});

describe("a label must not disturb the text around it", () => {
  test("control and direction characters are shown, not obeyed", () => {
    expect(printable("a\u202eb\u0000c\nd\u2069e\ud800")).toBe("a\ufffdb\ufffdc\ufffdd\ufffde\ufffd");
    expect(printable("תפוז 🍊 été")).toBe("תפוז 🍊 été");
  });

  test("long labels are cut between characters as a reader sees them, and whole in the title", () => {
    const family = "👩‍👩‍👧‍👦";
    expect(shortened(family.repeat(40), 4)).toBe(`${family.repeat(3)}…`);
    const long = "x".repeat(300);
    expect(shown(long).text).toBe(`<bdi title="${long}">${"x".repeat(31)}…</bdi>`);
    expect(shownPath(`${"folder/".repeat(40)}apple.jpg`, 12).text).toContain("…r/apple.jpg</bdi>");
    expect(shown("apple").text).toBe("<bdi>apple</bdi>");
  });

  test("in SVG and in the script's data, labels are isolated by characters", () => {
    expect(isolated("\u202eevil")).toBe("\u2068\ufffdevil\u2069");
  });
});
