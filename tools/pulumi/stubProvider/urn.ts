import struct from "google-protobuf/google/protobuf/struct_pb.js";

/** `urn:pulumi:stack::project::a:b:C$d:e:F::name` → `d:e:F`. */
export const typeOf = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";

/** The last part of a URN: the resource's name in the program. */
export const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

type Properties = Readonly<Record<string, unknown>>;

/** Properties as they travel; `undefined` is left out. */
export function asStruct(properties: Properties): struct.Struct {
  return struct.Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)) as Record<string, never>);
}

export function asProperties(message: struct.Struct | undefined): Properties {
  return message?.toJavaScript() ?? {};
}
