import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../../../job/contract/errors.ts";
import { parseManifest } from "../../../../job/results/report/reportManifest.ts";
import { runFacts } from "../../../../job/results/report/runFacts.ts";
import { writeReport } from "../../../../job/results/report/writeReport.ts";
import { renderOrchard } from "../../../../samples/renderOrchard.ts";
import { runOfPictures } from "./runOfPictures.ts";

let home = "";
const inHome = (...parts: string[]): string => join(home, ...parts);
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "report-"));
  await renderOrchard(inHome("orchard"), { count: 24 });
  await runOfPictures({ images: inHome("orchard"), run: inHome("run"), components: 6 });
});
afterAll(async () => rm(home, { recursive: true, force: true }));

const unlabelled = (path: string) => ({ path, label: null });

describe("whoever keeps a run folder can have its page at any time", () => {
  test("the same run gives the same page, byte for byte", async () => {
    const first = await writeReport(inHome("run"));
    const page = await readFile(first.path);
    expect(first).toMatchObject({ path: inHome("run", "report", "index.html"), bytes: page.byteLength });
    await writeReport(inHome("run"));
    expect((await readFile(first.path)).equals(page)).toBe(true);
    await writeReport(inHome("run"), { seed: 3 });
    expect((await readFile(first.path)).equals(page)).toBe(false);
  });

  test("without the images the page is made and says what is missing", async () => {
    const { path } = await writeReport(inHome("run"), { imagesFolder: inHome("gone") });
    const page = await readFile(path, "utf8");
    expect([page.includes("The images were not at hand"), page.includes("Scree plot")]).toEqual([true, true]);
    expect(page.match(/id="sheet-\d|href="#sheet/g)).toBeNull();
  });

  test("the page names nothing outside itself", async () => {
    const { path } = await writeReport(inHome("run"));
    const page = await readFile(path, "utf8");
    const references = [...page.matchAll(/(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]+)/g)].map(
      (match) => match[1] ?? "",
    );
    expect(references.filter((reference) => !reference.startsWith("data:") && !reference.startsWith("#"))).toEqual([]);
    expect(page.slice(0, 400)).toContain("default-src &#39;none&#39;");
  });

  test("every plot as SVG and PNG", async () => {
    const { figures } = await writeReport(inHome("run"), { figuresFolder: inHome("figures") });
    expect((await readdir(inHome("figures"))).toSorted()).toEqual(figures.toSorted());
    expect(figures).toEqual(
      expect.arrayContaining([
        "pca-scatter.svg",
        "pca-variance.png",
        "tsne.png",
        "umap.svg",
        "mean-image-distances.svg",
        "nearest-neighbour.png",
      ]),
    );
    const { width, channels } = await sharp(inHome("figures", "pca-scatter.png")).metadata();
    expect(width).toBe(1440);
    expect(channels).toBe(3);
    expect(await readFile(inHome("figures", "umap.svg"), "utf8")).not.toContain("var(");
    const { dominant } = await sharp(inHome("figures", "pca-scatter.png")).stats();
    expect(dominant).toMatchObject({ r: 248, g: 248, b: 248 });
  });

  test("one component, no labels, no features folder, no run.json", async () => {
    await runOfPictures({ images: inHome("orchard"), run: inHome("bare"), rename: unlabelled, components: 1 });
    await rm(inHome("bare", "features"), { recursive: true });
    await rm(inHome("bare", "run.json"));
    const { path } = await writeReport(inHome("bare"), { imagesFolder: inHome("orchard") });
    const page = (await readFile(path, "utf8")).replace(/<script[^]*?<\/script>|data:[\w/;]+,[^"]+/g, "");
    expect([page.includes("carry no two classes"), page.includes("There is no run.json")]).toEqual([true, true]);
    expect(page.match(/.{30}(NaN|undefined|Infinity)/g)).toBeNull();
  });

  test("a folder without a PCA or with a broken run.json is named", async () => {
    await expect(writeReport(inHome("orchard"))).rejects.toThrow(InputError);
    await runOfPictures({ images: inHome("orchard"), run: inHome("broken"), components: 2 });
    await writeFile(inHome("broken", "run.json"), "{");
    await expect(writeReport(inHome("broken"))).rejects.toThrow(/run\.json is not JSON/);
  });
});

describe("the run's own account must not be lost over one odd field", () => {
  test("weights that are not trained are said so, with the reason", () => {
    const facts = runFacts(
      parseManifest({ weights: { label: "seeded:0", trained: false, note: "no network" }, machine: 3 }),
    );
    expect(facts.notTrained).toBe("no network");
    expect(facts.groups.map(({ title }) => title)).toEqual(["What was computed"]);
    expect(runFacts(parseManifest({ weights: null })).notTrained).toBeUndefined();
    expect(runFacts(parseManifest("nonsense")).groups).toEqual([]);
  });

  test("where a run was in a cloud, region, nodes and price are shown", () => {
    const cloud = { stack: "aws-paris", region: "eu-west-3", nodes: "3 × m5.xlarge", priceUsd: 0.29 };
    const { groups } = runFacts(parseManifest({ cloud, receipt: { left: [], asked: { services: 14 } } }));
    expect(groups).toEqual([
      {
        title: "In the cloud",
        facts: [
          ["stack", "aws-paris"],
          ["region", "eu-west-3"],
          ["nodes", "3 × m5.xlarge"],
          ["priceUsd", "0.29"],
        ],
      },
      {
        title: "Teardown receipt",
        facts: [
          ["left", ""],
          ["asked.services", "14"],
        ],
      },
    ]);
  });
});
