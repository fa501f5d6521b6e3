import protobuf from "protobufjs/minimal.js";
import {
  attributeField,
  attributeType,
  dataType,
  dimensionField,
  graphField,
  modelField,
  nodeField,
  opsetField,
  shapeField,
  tensorField,
  tensorTypeField,
  typeField,
  valueInfoField,
} from "./onnxFields.ts";

/** The part of ONNX our networks need, as plain data. */
export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxInitializer[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, number | string | readonly number[]>>;
}

/** A constant, float32 unless said. Its values are asked for once, when the model is written, so that few are held at a time. */
export interface OnnxInitializer {
  readonly name: string;
  readonly shape: readonly number[];
  /** Half-precision numbers come as their bits. */
  readonly values: () => Float32Array | Uint16Array;
  readonly type?: "float32" | "float16";
}

const bytesEach = { float32: 4, float16: 2 } as const;

/** A named axis (`"n"`) has any length. */
interface OnnxValue {
  readonly name: string;
  readonly type: keyof typeof dataType;
  readonly shape: readonly (number | string)[];
}

const irVersion = 8;
const opsetVersion = 17;
const wireBytes = 2;

/** Writes a model file into shared memory, each constant's values straight to their place. */
export function encodeModel(graph: OnnxGraph): Uint8Array<SharedArrayBuffer> {
  const head = encodeGraphHead(graph);
  const constants = graph.initializers.map((constant) => {
    const header = encodeInitializerHeader(constant);
    const bytes = bytesEach[constant.type ?? "float32"] * constant.shape.reduce((product, side) => product * side, 1);
    return { constant, bytes, opening: encodeOpening(header, bytes) };
  });
  const graphBytes = head.length + constants.reduce((sum, { opening, bytes }) => sum + opening.length + bytes, 0);
  const prefix = encodeModelHead(graphBytes);

  const model = new Uint8Array(new SharedArrayBuffer(prefix.length + graphBytes));
  let at = 0;
  const append = (bytes: Uint8Array) => {
    model.set(bytes, at);
    at += bytes.length;
  };
  append(prefix);
  append(head);
  for (const { constant, bytes, opening } of constants) {
    const values = constant.values();
    if (values.byteLength !== bytes) throw new Error(`${constant.name}: ${values.length} values for its shape`);
    append(opening);
    append(new Uint8Array(values.buffer, values.byteOffset, bytes));
  }
  return model;
}

const tag = (field: number, wire = 0) => (field << 3) | wire;

function message(writer: protobuf.Writer, field: number, write: (inner: protobuf.Writer) => void): void {
  writer.uint32(tag(field, wireBytes)).fork();
  write(writer);
  writer.ldelim();
}

function text(writer: protobuf.Writer, field: number, value: string): void {
  writer.uint32(tag(field, wireBytes)).string(value);
}

/** Everything of the model but the graph, and the graph's opening: its tag and length. */
function encodeModelHead(graphBytes: number): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.uint32(tag(modelField.irVersion)).int64(irVersion);
  text(writer, modelField.producerName, "verger");
  message(writer, modelField.opsetImport, (opset) => {
    text(opset, opsetField.domain, "");
    opset.uint32(tag(opsetField.version)).int64(opsetVersion);
  });
  writer.uint32(tag(modelField.graph, wireBytes)).uint32(graphBytes);
  return writer.finish();
}

function encodeGraphHead(graph: OnnxGraph): Uint8Array {
  const writer = protobuf.Writer.create();
  for (const node of graph.nodes) message(writer, graphField.node, (inner) => encodeNode(inner, node));
  text(writer, graphField.name, graph.name);
  for (const value of graph.inputs) message(writer, graphField.input, (inner) => encodeValue(inner, value));
  for (const value of graph.outputs) message(writer, graphField.output, (inner) => encodeValue(inner, value));
  return writer.finish();
}

function encodeNode(writer: protobuf.Writer, { op, inputs, output, attributes = {} }: OnnxNode): void {
  for (const input of inputs) text(writer, nodeField.input, input);
  text(writer, nodeField.output, output);
  text(writer, nodeField.name, output);
  text(writer, nodeField.opType, op);
  for (const [name, value] of Object.entries(attributes)) {
    message(writer, nodeField.attribute, (inner) => {
      text(inner, attributeField.name, name);
      if (typeof value === "number") inner.uint32(tag(attributeField.int)).int64(value);
      else if (typeof value === "string") text(inner, attributeField.string, value);
      else for (const item of value) inner.uint32(tag(attributeField.ints)).int64(item);
      const type = typeof value === "number" ? "int" : typeof value === "string" ? "string" : "ints";
      inner.uint32(tag(attributeField.type)).int32(attributeType[type]);
    });
  }
}

function encodeValue(writer: protobuf.Writer, { name, type, shape }: OnnxValue): void {
  text(writer, valueInfoField.name, name);
  message(writer, valueInfoField.type, (typed) =>
    message(typed, typeField.tensorType, (tensor) => {
      tensor.uint32(tag(tensorTypeField.elemType)).int32(dataType[type]);
      message(tensor, tensorTypeField.shape, (axes) => {
        for (const axis of shape) message(axes, shapeField.dim, (dimension) => encodeAxis(dimension, axis));
      });
    }),
  );
}

function encodeAxis(writer: protobuf.Writer, axis: number | string): void {
  if (typeof axis === "string") text(writer, dimensionField.parameter, axis);
  else writer.uint32(tag(dimensionField.value)).int64(axis);
}

function encodeInitializerHeader({ name, shape, type = "float32" }: OnnxInitializer): Uint8Array {
  const writer = protobuf.Writer.create();
  for (const side of shape) writer.uint32(tag(tensorField.dims)).int64(side);
  writer.uint32(tag(tensorField.dataType)).int32(dataType[type]);
  text(writer, tensorField.name, name);
  return writer.finish();
}

/** A constant's tag, length and header, up to where its values begin. */
function encodeOpening(header: Uint8Array, bytes: number): Uint8Array {
  const values = protobuf.Writer.create().uint32(tag(tensorField.rawData, wireBytes)).uint32(bytes).finish();
  const length = header.length + values.length + bytes;
  const opening = protobuf.Writer.create().uint32(tag(graphField.initializer, wireBytes)).uint32(length).finish();
  return Buffer.concat([opening, header, values]);
}
