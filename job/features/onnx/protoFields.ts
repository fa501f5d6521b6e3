import protobuf from "protobufjs/minimal.js";

/** A field of a protobuf message. */
export interface ProtoField {
  readonly number: number;
  /** The field as it stands in the message, tag and length included. */
  readonly raw: Uint8Array;
  /** What a text or an embedded message holds; empty for numbers. */
  readonly content: Uint8Array;
}

const lengthDelimited = 2;

/** The fields of a message in their order, nothing copied. @throws RangeError or Error where it is no protobuf message */
export function* protoFields(message: Uint8Array): Generator<ProtoField> {
  const reader = protobuf.Reader.create(message);
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const tag = reader.uint32();
    let contentStart = reader.pos;
    if ((tag & 7) === lengthDelimited) {
      const length = reader.uint32();
      contentStart = reader.pos;
      if (length > 0) reader.skip(length);
    } else {
      reader.skipType(tag & 7);
      contentStart = reader.pos;
    }
    yield {
      number: tag >>> 3,
      raw: message.subarray(start, reader.pos),
      content: message.subarray(contentStart, reader.pos),
    };
  }
}

/** The texts and messages of one field's number. */
export function contentsOf(message: Uint8Array, number: number): Uint8Array[] {
  return [...protoFields(message)].filter((field) => field.number === number).map(({ content }) => content);
}

/** The first text of that number, or "". */
export function textOf(message: Uint8Array, number: number): string {
  return Buffer.from(contentsOf(message, number)[0] ?? new Uint8Array()).toString("utf8");
}
