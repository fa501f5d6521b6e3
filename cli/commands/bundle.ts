import { homedir } from "node:os";
import { join, relative, resolve } from "node:path";
import { type CommandDef, defineCommand } from "citty";
import { z } from "zod";
import { architectures } from "../../job/bundle/pinnedPackages.ts";
import { pythonPackages, pythonVersions } from "../../job/bundle/pythonPackages.ts";
import { JobSpec, modelFields } from "../../job/contract/jobSpec.ts";
import { parseOptions } from "../options/parseOptions.ts";
import { givenValues, schemaOptions } from "../options/schemaOptions.ts";
import { bytes } from "../screen/numbers.ts";
import type { Terminal } from "../terminal.ts";
import { version } from "../version.ts";

const { extractor, weights, size, pooling, grey, preprocess, mean, deviation, layout, output, halfWeights } =
  JobSpec.shape;

const BundleOptions = z.strictObject({
  extractor,
  weights,
  size,
  pooling,
  grey,
  preprocess,
  mean,
  deviation,
  layout,
  output,
  halfWeights,
  architecture: z.enum(architectures).default("x64").describe("Processor of the nodes"),
  python: z
    .enum([...pythonVersions, "none"])
    .default("3.9")
    .describe("Ship PyArrow for this Python of the nodes; none where they have it (Databricks)"),
  out: z.string().default("dist").describe("Folder that receives the bundle"),
});

/** `verger bundle`: what the nodes of a cluster need, in one archive. */
export function bundleCommand(terminal: Terminal): CommandDef {
  return defineCommand({
    subCommands: {
      build: defineCommand({
        meta: { name: "build", description: "Build the archive for one kind of processor" },
        args: {
          ...schemaOptions(BundleOptions),
          json: { type: "boolean", description: "Print one JSON object on stdout and nothing else" },
          verbose: { type: "boolean", description: "Print stack traces" },
        },
        async run({ args }) {
          const options = parseOptions(BundleOptions, givenValues(BundleOptions, args), {
            command: "verger bundle build",
          });
          const [{ buildBundle }, { writeBundle }, { modelChoice }, { prepareModel }, { weightsLocation }] =
            await Promise.all([
              import("../../job/bundle/buildBundle.ts"),
              import("../../job/bundle/writeBundle.ts"),
              import("../../job/engines/spark/modelChoice.ts"),
              import("../../job/features/prepareModel.ts"),
              import("../../job/features/weights/weightsLocation.ts"),
            ]);
          const caches = terminal.environment.XDG_CACHE_HOME || join(homedir(), ".cache");
          const cacheFolder = join(caches, "verger", "bundle");
          const { architecture, python } = options;
          const spec = JobSpec.parse(Object.fromEntries(modelFields.map((field) => [field, options[field]])));
          const model = await prepareModel(spec, {
            ...weightsLocation(terminal.environment),
            fetch,
            signal: terminal.interrupted,
            onProgress: () => {},
          });
          const bundle = await buildBundle({
            architecture,
            model,
            choice: modelChoice(spec),
            version,
            cacheFolder,
            python: python === "none" ? [] : await pythonPackages(python, architecture, cacheFolder),
          });
          const file = await writeBundle(bundle, architecture, resolve(terminal.workingFolder, options.out));
          const unpacked = bundle.files.reduce((sum, { content }) => sum + content.byteLength, 0);
          const summary = { path: file, sha256: bundle.sha256, bytes: bundle.archive.byteLength, unpacked };
          if (args.json === true) terminal.print(JSON.stringify({ ...summary, parts: bundle.parts }));
          else {
            terminal.print(`  ${relative(terminal.workingFolder, file)}`);
            terminal.print(`  ${bytes(summary.bytes)}, ${bytes(unpacked)} unpacked, ${bundle.files.length} files`);
            terminal.print(`  sha256 ${bundle.sha256}`);
            for (const part of bundle.parts.filter((each) => each.bytes > 0))
              terminal.print(`  ${bytes(part.bytes).padStart(9)}  ${part.name} ${part.version}  ${part.license}`);
          }
        },
      }),
    },
  });
}
