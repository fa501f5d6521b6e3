import { spawn } from "node:child_process";
import type { ServerWritableStream } from "@grpc/grpc-js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import { children } from "./children.ts";
import { environmentFor, nodeArguments, sdkFile } from "./programOptions.ts";

/** Runs a policy pack or a provider written for Node and passes its output on until it ends. */
export function runPlugin(call: ServerWritableStream<language.RunPluginRequest, language.RunPluginResponse>): void {
  const { request } = call;
  const info = request.getInfo();
  const folder = info?.getProgramDirectory() ?? request.getPwd();
  const isPolicyPack = request.getKind() === "analyzer";
  const script = sdkFile(folder, isPolicyPack ? "@pulumi/pulumi/cmd/run-policy-pack" : "@pulumi/pulumi/cmd/run-plugin");
  const given = request.getArgsList();
  const args = isPolicyPack ? [...given.slice(0, 1), folder] : [folder, ...given];
  const child = spawn(process.execPath, [...nodeArguments(info), script, ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...environmentFor(info), ...variables(request.getEnvList()) },
  });
  children.add(child);
  child.stdout.on("data", (data: Buffer) => call.write(new language.RunPluginResponse().setStdout(data)));
  child.stderr.on("data", (data: Buffer) => call.write(new language.RunPluginResponse().setStderr(data)));
  child.on("close", (code) => {
    call.write(new language.RunPluginResponse().setExitcode(code ?? 1));
    call.end();
  });
  call.on("cancelled", () => child.kill());
}

/** `["A=1", "B=x=y"]` → `{A: "1", B: "x=y"}`. */
function variables(list: readonly string[]): Record<string, string> {
  return Object.fromEntries(list.map((each) => [each.slice(0, each.indexOf("=")), each.slice(each.indexOf("=") + 1)]));
}
