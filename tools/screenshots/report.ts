/** Makes docs/images/report.png: the report of the sample orchard, light and dark, as a reader meets it. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { chromium as playwright, type Browser, type Page } from "playwright-core";
import sharp from "sharp";
import { renderOrchard } from "../../samples/renderOrchard.ts";
import { chromium, chromiumFlags } from "../toolchains/chromium.ts";

const run = promisify(execFile);
const size = { width: 1180, height: 1010 };
const target = new URL("../../docs/images/report.png", import.meta.url);

const toolchain = await chromium();
if (!toolchain.ready) throw new Error(toolchain.why);
const home = await mkdtemp(join(tmpdir(), "screenshot-"));
const browser = await playwright.launch({ executablePath: toolchain.path, args: chromiumFlags });
try {
  await renderOrchard(join(home, "orchard"));
  const cli = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));
  const job = ["job", "--images", "orchard", "--out", "runs", "--run-id", "orchard", "--extractor", "pixels"];
  await run(process.execPath, [cli, ...job, "--size", "24", "--components", "12"], { cwd: home });
  const page = pathToFileURL(join(home, "runs", "orchard", "report", "index.html")).href;
  const picture = await sideBySide([await top(browser, page), await scatter(browser, page)]);
  await writeFile(target, picture);
  console.log(`docs/images/report.png: ${Math.round(picture.byteLength / 1000)} kB`);
} finally {
  await browser.close();
  await rm(home, { recursive: true, force: true });
}

async function opened(browser: Browser, url: string, colorScheme: "light" | "dark"): Promise<Page> {
  const page = await browser.newPage({ viewport: size, colorScheme });
  await page.goto(url);
  return page;
}

/** Headline and sample pictures, in light. */
async function top(browser: Browser, url: string): Promise<Buffer> {
  const page = await opened(browser, url, "light");
  return page.screenshot();
}

/** The components' scatter with one mark pointed at, in dark. */
async function scatter(browser: Browser, url: string): Promise<Buffer> {
  const page = await opened(browser, url, "dark");
  await page.locator("#pca").evaluate((section) => section.scrollIntoView({ block: "start", behavior: "instant" }));
  const mark = await page.locator('.scatter[data-plot=pca] .marks path[data-class="3"]').evaluate((path) => {
    const [x = 0, y = 0] = (path.getAttribute("d") ?? "").slice(1).split("L")[4]?.split(" ").map(Number) ?? [];
    const box = path.ownerSVGElement.getBoundingClientRect();
    const scale = box.width / path.ownerSVGElement.viewBox.baseVal.width;
    return { x: box.left + x * scale, y: box.top + y * scale };
  });
  await page.mouse.move(mark.x, mark.y);
  return page.screenshot();
}

async function sideBySide(pictures: readonly Buffer[]): Promise<Buffer> {
  const width = 820;
  const height = Math.round((width * size.height) / size.width);
  const gap = 16;
  const halves = await Promise.all(pictures.map((picture) => sharp(picture).resize(width, height).toBuffer()));
  return sharp({
    create: { width: width * 2 + gap, height, channels: 4, background: "#0000" },
  })
    .composite(halves.map((input, index) => ({ input, left: index * (width + gap), top: 0 })))
    .png({ palette: true, colours: 160, effort: 10 })
    .toBuffer();
}
