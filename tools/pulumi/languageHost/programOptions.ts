import { createRequire } from "node:module";
import { join } from "node:path";
import type language from "@pulumi/pulumi/proto/language_pb.js";
import { z } from "zod";

/** `runtime.options` of Pulumi.yaml, as far as this host heeds them. */
const Options = z.object({
  typescript: z.union([z.boolean(), z.string()]).optional(),
  nodeargs: z.string().optional(),
});

/** What Node is started with, before the script's own arguments. */
export function nodeArguments(info: language.ProgramInfo | undefined): string[] {
  return (optionsOf(info).nodeargs ?? "").split(/\s+/).filter((argument) => argument !== "");
}

/** Pulumi's runner compiles TypeScript by itself unless it is told that Node reads it as it is. */
export function environmentFor(info: language.ProgramInfo | undefined): NodeJS.ProcessEnv {
  const { typescript } = optionsOf(info);
  return { ...process.env, PULUMI_NODEJS_TYPESCRIPT: String(typescript !== false && typescript !== "false") };
}

/** A file of the SDK that the program itself uses. */
export function sdkFile(folder: string, file: string): string {
  return createRequire(join(folder, "program.js")).resolve(file);
}

function optionsOf(info: language.ProgramInfo | undefined): z.output<typeof Options> {
  return Options.parse(info?.getOptions()?.toJavaScript() ?? {});
}
