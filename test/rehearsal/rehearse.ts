import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { renderOrchard } from "../../samples/renderOrchard.ts";
import { azurite } from "../../tools/toolchains/azurite.ts";
import { photographs } from "../../tools/toolchains/photographs.ts";
import { pulumi } from "../../tools/toolchains/pulumi.ts";
import { pythonEnvironment } from "../../tools/toolchains/python.ts";
import { s3a } from "../../tools/toolchains/s3a.ts";
import { spark35, spark41 } from "../../tools/toolchains/spark.ts";
import type { Toolchain } from "../../tools/toolchains/toolchain.ts";
import { lifeOfARun } from "./lifeOfARun.ts";
import { page, type Told } from "./page.ts";
import { openRehearsal, rehearsed } from "./rehearsal.ts";
import { runVerger } from "./runVerger.ts";

/**
 * `npm run rehearse`: the life of a run against stand-ins, recorded in `docs/`. `--stack NAME` (aws-paris),
 * `--photographs FOLDER`, `--bundle FILE` (built here by default).
 */
const { values } = parseArgs({
  options: {
    stack: { type: "string", default: "aws-paris" },
    photographs: { type: "string" },
    bundle: { type: "string" },
    write: { type: "boolean" },
  },
});
const stack = rehearsed.find((name) => name === values.stack);
if (stack === undefined) throw new Error(`--stack is one of ${rehearsed.join(", ")}`);
const spec = { extractor: "mobilenet-v2", weights: "seeded:0", variance: 0.9 } as const;
const checkout = fileURLToPath(new URL("../..", import.meta.url));
const record = join(checkout, "docs", stack === "aws-paris" ? "rehearsal.md" : `rehearsal-${stack}.md`);
const folder = await mkdtemp(join(tmpdir(), "verger-rehearsal-"));
const began = performance.now();
const transcript: Told[] = [];

/** Shows a line, and keeps it without the paths and ports of this machine. */
function onLine(line: string): void {
  console.log(line);
  const plain = line
    .replaceAll(/(?:file:\/\/)?\/\S*verger-(?:engine|rehearsal)-\w+/g, "…")
    .replaceAll(checkout, "…/")
    .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:…");
  transcript.push({ at: (performance.now() - began) / 1000, line: plain });
}

async function found(toolchain: Toolchain | Promise<Toolchain>): Promise<string> {
  const made = await toolchain;
  if (!made.ready) throw new Error(made.why);
  return made.path;
}

async function builtBundle(): Promise<string> {
  const args = ["bundle", "build", "--weights", spec.weights, "--python", "none", "--out", folder];
  const code = await runVerger(args, folder, process.env, (line) => console.log(line));
  const name = (await readdir(folder)).find((each) => each.endsWith(".tar.gz"));
  if (code !== 0 || name === undefined) throw new Error("the bundle could not be built");
  return join(folder, name);
}

async function pictures(): Promise<{ folder: string; what: string }> {
  if (values.photographs !== undefined) return { folder: resolve(values.photographs), what: "60 photographs" };
  const sample = photographs();
  if (sample.ready) return { folder: sample.path, what: "60 photographs" };
  await renderOrchard(join(folder, "orchard"), { count: 60 });
  return { folder: join(folder, "orchard"), what: "60 drawn pictures" };
}

try {
  const { folder: images, what } = await pictures();
  const options = {
    stack,
    tools: {
      pulumi: await found(pulumi()),
      moto: await found(pythonEnvironment("requirements-moto.txt")),
      azurite: await found(azurite()),
      spark: await found(stack === "aws-paris" ? spark35() : spark41()),
      s3a: await found(s3a()),
    },
    photographs: images,
    bundle: values.bundle === undefined ? await builtBundle() : resolve(values.bundle),
    spec,
    folder,
    onLine,
  };
  const rehearsal = await openRehearsal(options);
  try {
    const life = await lifeOfARun(rehearsal, options);
    console.log(JSON.stringify(life));
    const date = new Date().toISOString().slice(0, 10);
    if (values.write === true) await writeFile(record, page(life, transcript, { stack, photographs: what, date }));
    const well = life.exitCodes.every((code) => code === 0) && life.comparison.rowsThatDiffer === 0;
    process.exitCode = well && life.leftovers.length === 0 ? 0 : 1;
  } finally {
    await rehearsal.close();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
