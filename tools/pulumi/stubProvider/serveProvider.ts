import { Server, ServerCredentials, type UntypedHandleCall } from "@grpc/grpc-js";
import { type IResourceProviderServer, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { promisify } from "node:util";
import { messageSize } from "../messageSize.ts";
import { notImplemented, respond } from "../respond.ts";
import { versionOf } from "../versionOf.ts";
import type { FakeCloud } from "./fakeCloud.ts";
import { providerAnswers } from "./providerAnswers.ts";
import { type OutputsOf, resourceOperations } from "./resourceOperations.ts";
import { asStruct } from "./urn.ts";

/** A provider that is running. */
export interface ServedProvider {
  /** The package whose provider it stands in for: `aws`. */
  readonly name: string;
  readonly port: number;
  close(): void;
}

/** Stands in for the provider of a package, for any resource type: what it makes is kept in `cloud`. */
export async function serveProvider(name: string, cloud: FakeCloud, outputsOf: OutputsOf): Promise<ServedProvider> {
  const offered: Partial<IResourceProviderServer> = {
    handshake: respond(() => new provider.ProviderHandshakeResponse()),
    getPluginInfo: respond(() => new plugin.PluginInfo().setVersion(versionOf(`@pulumi/${name}`))),
    attach: respond(() => new empty.Empty()),
    checkConfig: respond((request: provider.CheckRequest) => new provider.CheckResponse().setInputs(request.getNews())),
    diffConfig: respond(() => new provider.DiffResponse().setChanges(provider.DiffResponse.DiffChanges.DIFF_NONE)),
    configure: respond(() => new provider.ConfigureResponse().setSupportspreview(true)),
    invoke: respond((request: provider.InvokeRequest) => {
      const answer = providerAnswers[request.getTok()];
      if (answer === undefined) throw new Error(`The stub provider ${name} has no answer for ${request.getTok()}`);
      return new provider.InvokeResponse().setReturn(asStruct(answer));
    }),
    // Comes at every normal end of the engine too: no sign of ctrl-C.
    cancel: respond(() => new empty.Empty()),
    ...resourceOperations(cloud, outputsOf),
  };
  const server = new Server(messageSize);
  const handlers: Record<string, UntypedHandleCall> = {};
  for (const [method, { responseStream }] of Object.entries(ResourceProviderService))
    handlers[method] = offered[method as keyof typeof offered] ?? notImplemented(method, responseStream);
  server.addService(ResourceProviderService, handlers);
  const bind = promisify(server.bindAsync.bind(server));
  const port = await bind("127.0.0.1:0", ServerCredentials.createInsecure());
  return { name, port: port ?? 0, close: () => server.forceShutdown() };
}
