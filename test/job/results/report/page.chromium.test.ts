import axe from "axe-core";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeReport } from "../../../../job/results/report/writeReport.ts";
import { renderOrchard } from "../../../../samples/renderOrchard.ts";
import { describeNeeding } from "../../../setup/needing.ts";
import { chromiumFlags } from "../../../../tools/toolchains/chromium.ts";
import { runOfPictures } from "./runOfPictures.ts";

const hostile = [
  `<script>document.title="taken"</script>`,
  `"><img src=x onerror="document.title='taken'">`,
  "../../../etc",
  "\u202eתפוז evil",
  "🍊👩‍👩‍👧‍👦 &amp; ]]>",
  `long ${"x".repeat(300)}`,
];
const mark = ".scatter[data-plot=pca] .plot";

describeNeeding("chromium", "the page in a real browser", (executablePath) => {
  let home = "";
  let browser: Browser;
  let page: Page;
  const trouble: string[] = [];

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "report-page-"));
    const images = join(home, "orchard");
    await renderOrchard(images, { count: 48 });
    await runOfPictures({
      images,
      run: join(home, "plain"),
      rejects: [{ path: "apple/broken.jpg", reason: "truncated" }],
    });
    let next = 0;
    await runOfPictures({
      images,
      run: join(home, "hostile"),
      rename: (path) => ({ path: `${hostile[next % 6]}/${path}`, label: hostile[next++ % 6] ?? null }),
      rejects: hostile.map((text) => ({ path: text, reason: text })),
      manifest: {
        runId: hostile[0],
        weights: { label: hostile[1], trained: false, note: hostile[0] },
        spec: { note: hostile[1] },
      },
    });
    await runOfPictures({ images, run: join(home, "large"), copies: 70 });
    await writeReport(join(home, "large"), { imagesFolder: join(home, "gone") });
    for (const run of ["plain", "hostile"]) await writeReport(join(home, run), { imagesFolder: images });
    browser = await chromium.launch({ executablePath, args: chromiumFlags });
  });
  afterAll(async () => {
    await browser?.close();
    await rm(home, { recursive: true, force: true });
  });

  async function open(run: string, options: { dark?: boolean; script?: boolean } = {}): Promise<void> {
    trouble.length = 0;
    const context = await browser.newContext({
      viewport: { width: 1200, height: 900 },
      colorScheme: options.dark ? "dark" : "light",
      javaScriptEnabled: options.script ?? true,
    });
    page = await context.newPage();
    page.on("console", (message) => trouble.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => trouble.push(error.message));
    page.on("request", (request) => {
      if (!request.isNavigationRequest() && !request.url().startsWith("data:"))
        trouble.push(`asked for ${request.url()}`);
    });
    await page.goto(pathToFileURL(join(home, run, "report", "index.html")).href);
  }

  test("every chart is drawn, nothing is fetched, nothing complains", async () => {
    await open("plain");
    await expect.poll(() => page.evaluate("document.documentElement.dataset.ready")).toBe("true");
    expect(await page.locator("h2").allTextContents()).toEqual([
      "What the data looks like",
      "Image problems",
      "What PCA found",
      "Structure",
      "The run",
    ]);
    const charts = await page.locator("figure.card svg[role=img]").evaluateAll((all) =>
      all.map((chart) => ({
        name: chart.getAttribute("aria-label") ?? "",
        height: chart.getBoundingClientRect().height,
        marks: chart.querySelectorAll("rect, path, circle").length,
      })),
    );
    expect(charts.map(({ name }) => name.split(/[:;. ]/)[0])).toEqual(
      expect.arrayContaining([
        "Images",
        "Widths",
        "Mean",
        "Scatter",
        "Scree",
        "Share",
        "Distance",
        "t-SNE",
        "UMAP",
        "Seconds",
      ]),
    );
    expect(charts.filter(({ height, marks }) => height <= 30 || marks <= 1)).toEqual([]);
    expect(await page.locator(".gallery .tile").count()).toBe(48);
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  test("pointing at a mark shows its picture, class and path; leaving hides it", async () => {
    await open("plain");
    const target = await page.locator(`${mark} .marks path[data-class="0"]`).evaluate((path) => {
      const [x, y] = (path.getAttribute("d") ?? "").slice(1).split("L")[0]!.split(" ").map(Number) as [number, number];
      const svg = path.ownerSVGElement!;
      svg.scrollIntoView({ block: "center", behavior: "instant" });
      const box = svg.getBoundingClientRect();
      const scale = box.width / svg.viewBox.baseVal.width;
      return { x: box.left + x * scale, y: box.top + y * scale };
    });
    await page.mouse.move(target.x, target.y);
    await expect.poll(() => page.locator(".tip strong").textContent()).toContain("apple");
    expect(await page.locator(".tip span").textContent()).toMatch(/apple\/apple-\d\d\.jpg/);
    expect(await page.locator(".tip use").getAttribute("href")).toMatch(/^#sheet-\d+$/);
    await page.mouse.move(2, 2);
    await expect.poll(() => page.locator(".tip").isHidden()).toBe(true);
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  test("keys go from mark to mark, zoom and reset; other components can be chosen; a class can be hidden", async () => {
    await open("plain");
    const places = () =>
      page.locator(`${mark} .marks path`).evaluateAll((all) => all.map((path) => path.getAttribute("d")));
    await page.locator(mark).focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.locator(".tip").isVisible()).toBe(true);
    const first = await page.locator(".tip span").textContent();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.locator(".tip span").textContent()).not.toBe(first);

    const home = await places();
    await page.keyboard.press("+");
    await expect.poll(places).not.toEqual(home);
    await page.keyboard.press("0");
    await expect.poll(places).toEqual(home);

    await page.locator(`.scatter[data-plot=pca] select[data-axis=x]`).selectOption("2");
    await expect.poll(places).not.toEqual(home);
    expect(await page.locator(`${mark} .axis-names text`).first().textContent()).toContain("component 3");

    const apple = page.locator(".scatter[data-plot=tsne] .legend button").first();
    await apple.click();
    expect(await apple.getAttribute("aria-pressed")).toBe("false");
    for (const plot of ["pca", "tsne", "umap"])
      await expect
        .poll(() => page.locator(`.scatter[data-plot=${plot}] .marks path[data-class="0"]`).getAttribute("d"))
        .toBe("");
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  test("thousands of marks are drawn on a canvas, zoom and say what they are", async () => {
    await open("large");
    const canvas = page.locator(`${mark} canvas`);
    const inked = () =>
      canvas.evaluate((element) => {
        const context = element.getContext("2d");
        const { data } = context.getImageData(0, 0, element.width, element.height);
        return data.reduce(
          (sum: number, value: number, index: number) => sum + (index % 4 === 3 && value > 0 ? 1 : 0),
          0,
        );
      });
    await expect.poll(inked).toBeGreaterThan(300);
    const before = await inked();
    expect(await page.locator(`${mark} .marks path`).count()).toBe(0);
    expect(await page.locator("#structure .lead").textContent()).toContain("a sample of 2,500 of 3,360 images");
    await page.locator(mark).focus();
    await page.keyboard.press("ArrowUp");
    await expect.poll(() => page.locator(".tip span").textContent()).toMatch(/\w+\/\w+-\d\d\.jpg/);
    await page.keyboard.press("0");
    for (const button of await page.locator(".scatter[data-plot=pca] .legend li button").all()) await button.click();
    await expect.poll(inked).toBe(0);
    await page.locator(".scatter[data-plot=pca] .all").click();
    await expect.poll(inked).toBe(before);
    // Reading the canvas back, which only this test does, is worth a hint to Chromium.
    expect(trouble.filter((line) => !line.includes("willReadFrequently"))).toEqual([]);
    await page.context().close();
  });

  test("without JavaScript everything can still be read", async () => {
    await open("plain", { script: false });
    expect(await page.locator(`${mark} .marks path[data-class]`).count()).toBe(6);
    expect(await page.locator(".controls").first().isVisible()).toBe(false);
    expect(await page.locator(".legend li").first().textContent()).toContain("apple");
    await page.context().close();
  });

  describe.each(["light", "dark"])("in %s", (scheme) => {
    test.each(["plain", "hostile"])("axe finds nothing in the %s run", async (run) => {
      await open(run, { dark: scheme === "dark" });
      await page.evaluate(`for (const details of document.querySelectorAll("details")) details.open = true`);
      await page.evaluate(axe.source);
      const violations = await page.evaluate(
        `axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
          violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html.slice(0, 160)).join(" | ")))`,
      );
      expect(violations).toEqual([]);
      await page.context().close();
    });
  });

  test("hostile names are shown and do nothing", async () => {
    await open("hostile");
    await expect.poll(() => page.evaluate("document.documentElement.dataset.ready")).toBe("true");
    expect(await page.title()).toContain("<script>");
    expect(await page.locator("script").count()).toBe(2);
    expect(await page.locator("img[src=x], [onerror]").count()).toBe(0);
    const names = await page.locator(".scatter[data-plot=pca] .legend .name").allTextContents();
    expect(names).toHaveLength(6);
    for (const name of names) {
      expect([...new Intl.Segmenter().segment(name)].length).toBeLessThanOrEqual(28);
      expect(name).not.toMatch(/[\u202a-\u202e]/);
    }
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(1200);
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  test("on A4 nothing is cut off and the controls are gone", async () => {
    await open("plain", { dark: true });
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: 688, height: 1000 });
    expect(await page.locator("nav").isVisible()).toBe(false);
    expect(await page.locator(".controls").first().isVisible()).toBe(false);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(688);
    expect(await page.evaluate(`getComputedStyle(document.querySelector(".card")).backgroundColor`)).toBe(
      "rgb(255, 255, 255)",
    );
    const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    expect(pdf.toString("latin1").match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(2);
    await page.context().close();
  });
});
