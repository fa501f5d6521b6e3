import { join } from "node:path";
import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { z } from "zod";
import { exitCodes, InputError } from "../../job/contract/errors.ts";
import { JobSpec } from "../../job/contract/jobSpec.ts";
import { cachedWeights, verifyCachedWeights } from "../../job/features/weights/cachedWeights.ts";
import { type CatalogueEntry, officialCatalogue } from "../../job/features/weights/officialCatalogue.ts";
import { officialFileOf } from "../../job/features/weights/officialFileOf.ts";
import { officialWeights } from "../../job/features/weights/officialWeights.ts";
import { weightsLocation } from "../../job/features/weights/weightsLocation.ts";
import { parseOptions } from "../options/parseOptions.ts";
import { givenValues, schemaOptions } from "../options/schemaOptions.ts";
import { bytes, plural } from "../screen/numbers.ts";
import { weightsScreen } from "../screen/weightsScreen.ts";
import type { Terminal } from "../terminal.ts";

/** What of a job decides which file of weights it needs. */
const { extractor, size, pooling } = JobSpec.shape;
const WeightsChoice = z.strictObject({ extractor, size, pooling });

const choiceOptions: ArgsDef = schemaOptions(WeightsChoice);
const listOptions: ArgsDef = {
  json: { type: "boolean", description: "Print one JSON object on stdout and nothing else" },
};

/** `verger weights`: the official weights files and the cache they are kept in. */
export function weightsCommand(terminal: Terminal): CommandDef {
  return defineCommand({
    subCommands: {
      list: listCommand(terminal),
      fetch: fetchCommand(terminal),
      verify: verifyCommand(terminal),
      path: pathCommand(terminal),
    },
  });
}

function listCommand(terminal: Terminal): CommandDef {
  return defineCommand({
    meta: { name: "list", description: "Every official file: what for, size, licence, digest, whether it is cached" },
    args: listOptions,
    async run({ args }) {
      const { cacheFolder, baseUrl } = weightsLocation(terminal.environment);
      const rows = await Promise.all(
        officialCatalogue().map(async (entry) => ({ entry, cached: await cachedWeights(entry.file, cacheFolder) })),
      );
      if (args.json === true) terminal.print(JSON.stringify({ cacheFolder, baseUrl, files: rows }));
      else for (const line of weightsScreen(rows, cacheFolder)) terminal.print(line);
    },
  });
}

function fetchCommand(terminal: Terminal): CommandDef {
  return defineCommand({
    meta: { name: "fetch", description: "Fetch the file an extractor needs into the cache and check its digest" },
    args: choiceOptions,
    async run({ args }) {
      const file = officialFileOf(
        parseOptions(WeightsChoice, givenValues(WeightsChoice, args), { command: "verger weights" }),
      );
      const { path, digests, fetched } = await officialWeights(file, {
        ...weightsLocation(terminal.environment),
        fetch,
        signal: terminal.interrupted,
        onProgress: ({ fileName, receivedBytes, totalBytes }) =>
          terminal.live?.draw(
            `  ${fileName}: ${bytes(receivedBytes)}${totalBytes === undefined ? "" : ` of ${bytes(totalBytes)}`}`,
          ),
      }).finally(() => terminal.live?.clear());
      terminal.print(`${fetched ? "fetched" : "already cached"}: ${path} (${bytes(digests.bytes)})`);
      terminal.print(`SHA-256 ${digests.sha256}`);
    },
  });
}

function verifyCommand(terminal: Terminal): CommandDef {
  return defineCommand({
    meta: { name: "verify", description: "Read every cached file and check its digest" },
    async run() {
      const { cacheFolder } = weightsLocation(terminal.environment);
      const present: CatalogueEntry[] = [];
      for (const entry of officialCatalogue())
        if ((await cachedWeights(entry.file, cacheFolder)).state === "cached") present.push(entry);
      const faults: InputError[] = [];
      for (const { file } of present) {
        try {
          terminal.print(`${await verifyCachedWeights(file, cacheFolder)}  ${file.fileName}`);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          faults.push(error);
        }
      }
      if (faults.length > 0)
        throw new InputError(
          faults.map(({ message }) => message).join("\n"),
          faults.map(({ hint }) => hint).join("\n"),
        );
      terminal.note(`${plural(present.length, "file")} in ${cacheFolder}, all as they should be`);
      return exitCodes.ok;
    },
  });
}

function pathCommand(terminal: Terminal): CommandDef {
  return defineCommand({
    meta: { name: "path", description: "Print where the file an extractor needs is, or is to be put" },
    args: choiceOptions,
    run({ args }) {
      const file = officialFileOf(
        parseOptions(WeightsChoice, givenValues(WeightsChoice, args), { command: "verger weights" }),
      );
      terminal.print(join(weightsLocation(terminal.environment).cacheFolder, file.fileName));
    },
  });
}
