import { type IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { isDeepStrictEqual } from "node:util";
import { respond } from "../respond.ts";
import { withName } from "./autoName.ts";
import type { FakeCloud, StoredResource } from "./fakeCloud.ts";
import { meetFault } from "./faults.ts";
import { commandType, localCommand } from "./localCommand.ts";
import { PartialCreation } from "./partialCreation.ts";
import { replaces } from "./replacingProperties.ts";
import { asProperties, asStruct, nameOf, typeOf } from "./urn.ts";

type Properties = Readonly<Record<string, unknown>>;

/** What a provider adds to the inputs of a resource: its id, ARNs, generated names. */
export type OutputsOf = (
  type: string,
  name: string,
  inputs: Record<string, unknown>,
) => { readonly id: string; readonly state: Properties };

/** By this value in a preview the engine knows that something is known only after it is made. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The operations of a provider on a cloud that is a table. */
export function resourceOperations(cloud: FakeCloud, outputsOf: OutputsOf): Partial<IResourceProviderServer> {
  return {
    check: respond((request: provider.CheckRequest) => {
      const [type, name] = [typeOf(request.getUrn()), nameOf(request.getUrn())];
      const [news, olds] = [asProperties(request.getNews()), asProperties(request.getOlds())];
      const inputs = withName(cloud, type, name, news, olds);
      return new provider.CheckResponse().setInputs(inputs === news ? request.getNews() : asStruct(inputs));
    }),
    diff: respond((request: provider.DiffRequest) => {
      const type = typeOf(request.getUrn());
      const olds = asProperties(request.getOldInputs());
      const news = asProperties(request.getNews());
      const ignored = new Set(request.getIgnorechangesList());
      const changed = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
        (property) => !ignored.has(property) && !isDeepStrictEqual(olds[property], news[property]),
      );
      const { DIFF_NONE, DIFF_SOME } = provider.DiffResponse.DiffChanges;
      return new provider.DiffResponse()
        .setChanges(changed.length === 0 ? DIFF_NONE : DIFF_SOME)
        .setDiffsList(changed)
        .setReplacesList(changed.filter((property) => replaces(type, property)));
    }),
    create: respond(async (request: provider.CreateRequest) => {
      const [type, name] = [typeOf(request.getUrn()), nameOf(request.getUrn())];
      const inputs = asProperties(request.getProperties());
      if (request.getPreview()) {
        const { state } = outputsOf(type, name, { ...inputs });
        const later = Object.keys(state).filter((property) => !(property in inputs));
        const preview = { ...inputs, ...Object.fromEntries(later.map((property) => [property, unknown])) };
        return new provider.CreateResponse().setProperties(asStruct(preview));
      }
      return cloud.operate({ operation: "create", type, name }, async () => {
        const fault = await meetFault(cloud.faults, "create", type);
        const command = type === commandType ? await localCommand(cloud, inputs["create"], inputs) : {};
        const made = { inputs, ...fresh(cloud, type, inputs, outputsOf(type, name, { ...inputs })) };
        const { id, state } = (await cloud.mirrors.get(type)?.create(made)) ?? made;
        const stored = { type, name, inputs, id, state: { ...state, ...command } };
        cloud.put(stored);
        if (fault?.partial === true) throw new PartialCreation(stored, fault.message ?? "it did not come up");
        return new provider.CreateResponse().setId(stored.id).setProperties(properties(stored));
      });
    }),
    read: respond(async (request: provider.ReadRequest) => {
      const type = typeOf(request.getUrn());
      await meetFault(cloud.faults, "read", type);
      const found = cloud.get(type, request.getId());
      const response = new provider.ReadResponse();
      if (found === undefined) return response.setId("");
      return response.setId(found.id).setProperties(properties(found)).setInputs(asStruct(found.inputs));
    }),
    update: respond(async (request: provider.UpdateRequest) => {
      const [type, name] = [typeOf(request.getUrn()), nameOf(request.getUrn())];
      const inputs = asProperties(request.getNews());
      const before = cloud.get(type, request.getId());
      const state = { ...asProperties(request.getOlds()), ...inputs };
      if (request.getPreview()) return new provider.UpdateResponse().setProperties(asStruct(state));
      return cloud.operate({ operation: "update", type, name }, async () => {
        await meetFault(cloud.faults, "update", type);
        if (before === undefined) throw new Error(`${type} ${request.getId()} does not exist`);
        const command =
          type === commandType ? await localCommand(cloud, inputs["update"] ?? inputs["create"], inputs) : {};
        const after = { ...before, inputs, state: { ...before.state, ...inputs, ...command } };
        cloud.put(after);
        return new provider.UpdateResponse().setProperties(properties(after));
      });
    }),
    delete: respond(async (request: provider.DeleteRequest) => {
      const [type, name] = [typeOf(request.getUrn()), nameOf(request.getUrn())];
      return cloud.operate({ operation: "delete", type, name }, async () => {
        await meetFault(cloud.faults, "delete", type);
        const olds = asProperties(request.getProperties());
        if (type === commandType) await localCommand(cloud, olds["delete"], olds);
        const stored = cloud.get(type, request.getId());
        if (stored !== undefined) await cloud.mirrors.get(type)?.remove(stored);
        cloud.remove(type, request.getId());
        return new empty.Empty();
      });
    }),
  };
}

const properties = ({ inputs, state }: StoredResource) => asStruct({ ...inputs, ...state });

/** Settings of a bucket: S3 puts them over what is there. Source: S3 API Reference, the `Put…` operations. */
const putOver = /^aws:s3\/bucket[A-Z](?!bject)/;

/**
 * An id of its own for a new resource. One that the program chose (a name) cannot be had twice, as in a real cloud:
 * replacing such a resource before the old one is gone fails.
 */
function fresh(cloud: FakeCloud, type: string, inputs: Properties, made: ReturnType<OutputsOf>): ReturnType<OutputsOf> {
  const chosen = Object.values(inputs).some((value) => typeof value === "string" && made.id.endsWith(value));
  if (chosen && cloud.get(type, made.id) !== undefined && !putOver.test(type))
    throw new Error(`EntityAlreadyExists: ${type} ${made.id}`);
  if (chosen || !cloud.wasUsed(type, made.id)) return made;
  const id = `${made.id}-${cloud.nextNumber()}`;
  const state = JSON.parse(
    JSON.stringify(made.state).replaceAll(JSON.stringify(made.id), JSON.stringify(id)),
  ) as Properties;
  return { id, state };
}
