import { describe, expect, test } from "vitest";
import { duration } from "../../cli/screen/duration.ts";
import { bytes, plural } from "../../cli/screen/numbers.ts";
import { folded } from "../../cli/screen/folded.ts";
import { progressLine } from "../../cli/screen/progressLine.ts";
import { screeLine } from "../../cli/screen/screeLine.ts";

describe("the progress line", () => {
  const half = { done: 5000, total: 10_000, rejects: 3, doneNow: 1000, secondsNow: 10 };

  test("tells how far, how fast, how many were rejected and how long it takes yet", () => {
    expect(progressLine(half, 120)).toContain("5,000/10,000   100 img/s   3 rejected   0:50 left");
  });

  test("never claims a rate or an end before it has seen any work", () => {
    const line = progressLine({ ...half, doneNow: 0, secondsNow: 0 }, 120);
    expect(line).not.toMatch(/img\/s|left/);
  });

  test.each([20, 40, 60, 80, 200])("fits a terminal of %i columns", (columns) => {
    expect(progressLine(half, columns).length).toBeLessThan(columns);
  });

  test("fills the bar at the end and only then", () => {
    expect(progressLine({ ...half, done: 10_000 }, 120)).not.toContain("░");
    expect(progressLine({ ...half, done: 9_999 }, 120)).toContain("░");
  });
});

test.each([
  [0, "0:00"],
  [59.6, "1:00"],
  [740, "12:20"],
  [7500, "2:05:00"],
])("%d seconds read as %s", (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [99_960, "100 kB"],
  [999_600, "1.0 MB"],
  [1_340_000_000, "1.3 GB"],
])("%d bytes read as %s", (value, text) => {
  expect(bytes(value)).toBe(text);
});

test("one image, two images", () => {
  expect([plural(1, "image"), plural(2000, "image")]).toEqual(["1 image", "2,000 images"]);
});

describe("the scree line", () => {
  test("shows as many components as fit and says when there are more", () => {
    const line = screeLine([0.41, 0.227, 0.112, 0.05, 0.04, 0.03], 80);
    expect(line).toContain("1 ▇▇▇▇▇▇▇▇▇▇▇▇ 41.0 %");
    expect(line.trimEnd().endsWith("…")).toBe(true);
    expect(line.length).toBeLessThanOrEqual(80);
  });

  test("survives data without any variance", () => {
    expect(screeLine([0], 80)).toContain("0.0 %");
  });
});

describe("the progress line where there is little room", () => {
  test("leaves whole parts out rather than cutting a figure", () => {
    const line = progressLine({ done: 14, total: 400, rejects: 0, doneNow: 14, secondsNow: 3.5 }, 34);
    expect(line).toMatch(/14\/400 {3}4\.0 img\/s$/);
  });
});

describe("a folded line", () => {
  test("keeps to the columns, loses no word, and indents what follows", () => {
    const line = `  features   mobilenet-v2 · weights: ${"a reason that is long ".repeat(4)}end`;
    const parts = folded(line, 60, 13);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(part.length).toBeLessThanOrEqual(60);
    for (const part of parts.slice(1)) expect(part).toMatch(/^ {13}\S/);
    expect(parts.join(" ").split(/\s+/)).toEqual(line.split(/\s+/));
  });

  test("cuts a word that is longer than a line", () => {
    expect(folded("x".repeat(50), 30, 4)).toEqual(["x".repeat(30), `    ${"x".repeat(20)}`]);
  });
});
