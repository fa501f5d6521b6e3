import { z } from "zod";
import { stackSchema } from "../../config/reference/stackSchema.ts";
import { JobSpec } from "../../job/contract/jobSpec.ts";
import { PcaModelFile } from "../../job/results/pcaModelFile.ts";
import { RunManifest } from "../../job/results/runManifest.ts";

/** The JSON Schemas of what people and programs read and write, as the text of each file of docs/schemas. */
export function publishedSchemas(): ReadonlyMap<string, string> {
  return new Map([
    ["job-spec.schema.json", text(z.toJSONSchema(JobSpec, { io: "input" }))],
    ["pca-model.schema.json", text(z.toJSONSchema(PcaModelFile, { reused: "ref" }))],
    ["run.schema.json", text(z.toJSONSchema(RunManifest, { reused: "ref" }))],
    ["stack.schema.json", text(stackSchema())],
  ]);
}

function text(schema: unknown): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
