import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { PreparedModel } from "../features/prepareModel.ts";
import { sha256 } from "../results/sha256.ts";
import type { ModelChoice } from "../engines/spark/modelChoice.ts";
import { modelFiles } from "../engines/spark/modelFolder.ts";
import { packArchive, unpackPackage } from "./archive.ts";
import { type BundleFile, plainFile } from "./bundleFile.ts";
import { bundleManifest, type Part } from "./bundleManifest.ts";
import { fetchPackage } from "./fetchPackage.ts";
import { filesOf, installedPackage } from "./installedPackage.ts";
import { missingLicences } from "./missingLicences.ts";
import { type Architecture, type PinnedPackage, pinnedPackages } from "./pinnedPackages.ts";
import { licenceOf, projectRoot, workerProgram } from "./workerProgram.ts";

export interface BundleOptions {
  readonly architecture: Architecture;
  readonly model: PreparedModel;
  /** What `model` was prepared from. */
  readonly choice: ModelChoice;
  readonly version: string;
  /** Keeps what was fetched from npm. */
  readonly cacheFolder: string;
  /** Python packages the platform lacks, as installed (see pythonPackages.ts). */
  readonly python: readonly { readonly part: Part; readonly files: readonly BundleFile[] }[];
}

export interface Bundle {
  readonly choice: ModelChoice;
  /** A .tar.gz, to be unpacked into an empty folder, VERGER_HOME. */
  readonly archive: Buffer;
  readonly sha256: string;
  readonly files: readonly BundleFile[];
  readonly parts: readonly Part[];
}

/**
 * Everything a node needs to run the job: Node, the worker with its native parts, the lowered network with its
 * weights, the Spark driver. The same inputs give the same digest, on macOS and Linux alike.
 */
export async function buildBundle(options: BundleOptions): Promise<Bundle> {
  const { architecture, version } = options;
  const program = await workerProgram();
  const native = await nativeParts(architecture);
  const fetched = await Promise.all(
    pinnedPackages[architecture].map((pinned) => pinnedPart(pinned, options.cacheFolder)),
  );
  const licences = [plainFile("licences/verger.txt", await readFile(new URL("LICENSE", projectRoot), "utf8"))];
  for (const each of program.packages) {
    const text = await licenceOf(each);
    if (text !== undefined) licences.push(plainFile(`licences/${each.name}.txt`, text));
  }
  for (const [name, { text }] of Object.entries(missingLicences))
    licences.push(plainFile(`licences/${name}.txt`, text));
  const collected = [...native, ...fetched, ...options.python];
  const parts: Part[] = [
    { name: "verger", version, license: "Apache-2.0", origin: "verger", bytes: weight(program.files) },
    ...collected.map(({ part }) => part),
    ...program.packages.map(({ name, version, license }): Part => ({
      name,
      version,
      license,
      origin: "npm",
      bytes: 0,
    })),
  ];
  const files = [
    ...program.files,
    ...collected.flatMap((each) => each.files),
    ...licences,
    ...modelFiles(options.model, options.choice).map(({ name, content }) => plainFile(`model/${name}`, content)),
    ...(await driverFiles()),
    plainFile("version.txt", `${version}\n`),
  ];
  const bom = `${JSON.stringify(bundleManifest(version, parts, files), null, 2)}\n`;
  const archive = await packArchive([...files, plainFile("bom.json", bom)]);
  return { archive, sha256: sha256(archive), files, parts, choice: options.choice };
}

/** What every package keeps. */
const runtime = (path: string): boolean => /^(package\.json|LICEN[CS]E[^/]*)$/.test(path);

/** What of the packages with native parts is for this architecture, and is needed to run them. */
async function nativeParts(architecture: Architecture) {
  const wanted: Readonly<Record<string, (path: string) => boolean>> = {
    sharp: (path) => runtime(path) || /^(lib|dist)\/.*\.(cjs|mjs|js)$/.test(path),
    "@img/colour": (path) => runtime(path) || /\.(cjs|mjs|js)$/.test(path),
    "detect-libc": (path) => runtime(path) || path.endsWith(".js"),
    semver: (path) => runtime(path) || (path.endsWith(".js") && !path.startsWith("bin/")),
    "@cornerstonejs/codec-libjpeg-turbo-8bit": (path) =>
      runtime(path) || path.startsWith("dist/libjpegturbowasm_decode."),
    "onnxruntime-node": (path) =>
      runtime(path) || /^dist\/.*\.js$/.test(path) || path.startsWith(`bin/napi-v6/linux/${architecture}/`),
    "onnxruntime-common": (path) => runtime(path) || /^dist\/cjs\/.*\.(js|json)$/.test(path),
    "parquet-wasm": (path) => runtime(path) || /^node\/.*\.(js|wasm|json)$/.test(path),
  };
  return Promise.all(
    Object.entries(wanted).map(async ([name, pick]) => {
      const installed = await installedPackage(name);
      const files = await filesOf(installed, pick);
      const { version } = installed;
      const license = missingLicences[name]?.license ?? installed.license;
      return { part: { name, version, license, origin: "npm", bytes: weight(files) } satisfies Part, files };
    }),
  );
}

const placeOfNode: Readonly<Record<string, string>> = { "bin/node": "bin/node", LICENSE: "licences/node.txt" };

/** libvips tells the licences of the libraries in it in its README. */
const wantedFromNpm = (name: string, path: string): boolean =>
  !/\.(md|h)$/.test(path) || (name.startsWith("@img/sharp-libvips-") && path === "README.md");

async function pinnedPart(pinned: PinnedPackage, cacheFolder: string) {
  const { name, version, license } = pinned;
  const unpacked = await unpackPackage(await fetchPackage(pinned, cacheFolder));
  const isNode = name.startsWith("node-linux-");
  const files: BundleFile[] = [];
  for (const { path, content, executable } of unpacked) {
    const place = isNode ? placeOfNode[path] : wantedFromNpm(name, path) ? `node_modules/${name}/${path}` : undefined;
    if (place !== undefined) files.push({ path: place, content, executable });
  }
  return { part: { name, version, license, origin: "npm", bytes: weight(files) } satisfies Part, files };
}

/** The driver runs from `spark/`, where the stacks look for it. */
async function driverFiles(): Promise<BundleFile[]> {
  const folder = fileURLToPath(new URL("../engines/spark/python/", import.meta.url));
  const names = (await readdir(folder)).filter((name) => name.endsWith(".py"));
  return Promise.all(names.map(async (name) => plainFile(`spark/${name}`, await readFile(`${folder}${name}`))));
}

const weight = (files: readonly BundleFile[]): number =>
  files.reduce((sum, { content }) => sum + content.byteLength, 0);
