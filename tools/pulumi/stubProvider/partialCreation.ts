import { Metadata, status } from "@grpc/grpc-js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import any from "google-protobuf/google/protobuf/any_pb.js";
import type struct from "google-protobuf/google/protobuf/struct_pb.js";
import { createRequire } from "node:module";
import { z } from "zod";
import type { StoredResource } from "./fakeCloud.ts";
import { asStruct } from "./urn.ts";

/** The SDK ships this message without its types. */
interface StatusMessage {
  setCode(code: number): void;
  setMessage(message: string): void;
  addDetails(details: any.Any): void;
  serializeBinary(): Uint8Array;
}
const Shipped = z.object({ Status: z.custom<new () => StatusMessage>((value) => typeof value === "function") });
const { Status } = Shipped.parse(createRequire(import.meta.url)("@pulumi/pulumi/proto/status_pb.js"));

/** The error of a resource that was made and did not come up: the engine keeps it in the state, with the reason. */
export class PartialCreation extends Error {
  readonly metadata = new Metadata();

  constructor(resource: StoredResource, reason: string) {
    super(reason);
    const failed = new provider.ErrorResourceInitFailed();
    failed.setId(resource.id);
    failed.setProperties(asStruct({ ...resource.inputs, ...resource.state }) satisfies struct.Struct);
    failed.setInputs(asStruct(resource.inputs));
    failed.setReasonsList([reason]);
    const detail = new any.Any();
    detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const message = new Status();
    message.setCode(status.UNKNOWN);
    message.setMessage(reason);
    message.addDetails(detail);
    this.metadata.add("grpc-status-details-bin", Buffer.from(message.serializeBinary()));
  }
}
