import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hammingDistance } from "../../../../job/results/report/survey/differenceHash.ts";
import { readImageFile } from "../../../../job/results/report/survey/imageFile.ts";
import type { ProblemKind } from "../../../../job/results/report/survey/imageProblems.ts";
import { surveyImages } from "../../../../job/results/report/survey/surveyImages.ts";
import type { SurveyFindings } from "../../../../job/results/report/reportData.ts";
import { drawImage } from "../../../../samples/renderOrchard.ts";

let folder = "";
let survey: SurveyFindings | undefined;
const names: string[] = [];

function good(index: number): Sharp {
  const { width, height, data } = drawImage(index, 3);
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Good pictures, then one with each defect. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "survey-"));
  const save = async (name: string, picture: Sharp): Promise<void> => {
    names.push(name);
    await picture.toFile(join(folder, name));
  };
  for (let index = 0; index < 12; index++) await save(`good-${String(index).padStart(2, "0")}.jpg`, good(index));
  await save("dark.png", good(20).linear(0.15, 0));
  await save("bright.png", good(21).linear(0.1, 232));
  await save("blurred.png", good(22).blur(9));
  await save("empty.png", sharp({ create: { width: 128, height: 128, channels: 3, background: "#7a8" } }));
  await save("long.png", good(23).resize(400, 100, { fit: "fill" }));
  await save("tiny.png", good(24).resize(12, 12, { fit: "fill" }));
  await save("again.jpg", good(5).resize(150, 150, { fit: "fill" }).jpeg({ quality: 60 }));
  names.push("copy.jpg", "broken.jpg", "gone.jpg");
  await writeFile(join(folder, "copy.jpg"), (await readImageFile(folder, "good-06.jpg")) ?? "");
  await writeFile(join(folder, "broken.jpg"), "not a picture");
  const images = await Promise.all(
    names.map(async (path) => {
      const { width, height } = await sharp(join(folder, path))
        .metadata()
        .catch(() => ({ width: 150, height: 150 }));
      return { path, width, height };
    }),
  );
  const classOf = Int32Array.from(names, (name) => (name.startsWith("good") ? 0 : 1));
  const classes = [
    { label: "good", count: 12 },
    { label: "bad", count: names.length - 12 },
  ];
  survey = await surveyImages(folder, images, classes, classOf, { seed: 1, onProgress: () => undefined });
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

const found = (kind: ProblemKind): string[] =>
  survey?.problems.find((problem) => problem.kind === kind)?.images.map((index) => names[index] ?? "") ?? [];

describe("a defect that is not found spoils the features; a false alarm wastes a reader's time", () => {
  test.each<[ProblemKind, string[]]>([
    ["exact duplicates", ["good-06.jpg", "copy.jpg"]],
    ["near duplicates", ["good-05.jpg", "again.jpg"]],
    ["too dark", ["dark.png"]],
    ["too bright", ["bright.png"]],
    ["odd aspect ratio", ["long.png"]],
    ["odd size", ["tiny.png"]],
  ])("%s", (kind, expected) => {
    expect(found(kind)).toEqual(expected);
  });

  test("blurred and empty pictures, and no good one among them", () => {
    expect(found("blurred")).toContain("blurred.png");
    expect(found("blurred")).not.toContain("empty.png");
    expect(found("blurred").filter((name) => name.startsWith("good"))).toEqual([]);
    expect(found("low information")).toContain("empty.png");
    expect(found("low information").filter((name) => name.startsWith("good"))).toEqual([]);
  });

  test("files that are gone or broken are counted, not fatal", () => {
    expect(survey).toMatchObject({ examined: names.length, unreadable: 2 });
    expect(survey?.thumbnails.positionOf.size).toBe(names.length - 2);
    expect(survey?.thumbnails.sheets[0]).toMatch(/^data:image\/webp;base64,/);
  });

  test("mean images lie as far apart as their pixels", () => {
    const [same, apart, back, own] = survey?.meanImageDistances ?? [];
    expect([same, own]).toEqual([0, 0]);
    expect(apart).toBeGreaterThan(0);
    expect(back).toBe(apart);
  });
});

test("bits of two hashes are counted", () => {
  const a = Uint32Array.of(0xffffffff, 0, 1);
  expect(hammingDistance(a, Uint32Array.of(0, 0, 0))).toBe(33);
  expect(hammingDistance(a, a)).toBe(0);
  expect(hammingDistance(a, Uint32Array.of(0, 0, 0), 4)).toBeGreaterThan(4);
});

test("a path in a run folder cannot make the report show a file from elsewhere", async () => {
  await mkdir(join(folder, "inside"));
  await writeFile(join(folder, "secret"), "secret");
  const inside = join(folder, "inside");
  for (const path of ["../secret", join(folder, "secret"), "..", "a/../../secret", ""])
    expect(await readImageFile(inside, path)).toBeUndefined();
  await writeFile(join(inside, "..odd.jpg"), "fine");
  expect(await readImageFile(inside, "..odd.jpg")).toBeDefined();
});
