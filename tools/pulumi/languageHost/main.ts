/**
 * A small Node language host for the Pulumi engine: what a full Pulumi installation brings along, for a command line
 * that was built alone. Runs a program, a policy pack and a Node plugin; used by tests only. The engine starts
 * `pulumi-language-nodejs [flags] <engine address>` and reads the port from stdout.
 */
import { Server, ServerCredentials, type UntypedHandleCall } from "@grpc/grpc-js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import { LanguageRuntimeService, type ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { messageSize } from "../messageSize.ts";
import { notImplemented, respond } from "../respond.ts";
import { versionOf } from "../versionOf.ts";
import { children } from "./children.ts";
import { runPlugin } from "./runPlugin.ts";
import { runProgram } from "./runProgram.ts";

const engine = process.argv.slice(2).findLast((argument) => !argument.startsWith("-")) ?? "";

const offered: Partial<ILanguageRuntimeServer> = {
  handshake: respond(() => new language.LanguageHandshakeResponse()),
  getPluginInfo: respond(() => new plugin.PluginInfo().setVersion(versionOf("@pulumi/pulumi"))),
  about: respond(() => new language.AboutResponse().setExecutable(process.execPath).setVersion(process.version)),
  // None: the tests put their providers on PATH.
  getRequiredPackages: respond(() => new language.GetRequiredPackagesResponse()),
  getRequiredPlugins: respond(() => new language.GetRequiredPluginsResponse()),
  getProgramDependencies: respond(() => new language.GetProgramDependenciesResponse()),
  runtimeOptionsPrompts: respond(() => new language.RuntimeOptionsResponse()),
  installDependencies: (call) => call.end(),
  run: respond((request) => runProgram(request, engine)),
  runPlugin,
  cancel: respond(() => {
    children.end();
    return new empty.Empty();
  }),
};

const server = new Server(messageSize);
const handlers: Record<string, UntypedHandleCall> = {};
for (const [name, { responseStream }] of Object.entries(LanguageRuntimeService))
  handlers[name] = offered[name as keyof typeof offered] ?? notImplemented(name, responseStream);
server.addService(LanguageRuntimeService, handlers);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});

// How the engine stops a plugin; one that ignores it is waited for, five seconds each time.
process.on("SIGINT", () => {
  children.end();
  process.exit(0);
});

// An engine that is killed tells nobody: without this the host would stay for ever.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid === parent) return;
  children.end();
  process.exit(0);
}, 500).unref();
