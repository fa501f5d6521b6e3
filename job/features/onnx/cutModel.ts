import protobuf from "protobufjs/minimal.js";
import type { ModelGraph } from "./modelGraph.ts";
import { nameIn } from "./modelGraph.ts";
import { graphField, modelField, valueInfoField } from "./onnxFields.ts";
import { protoFields } from "./protoFields.ts";

/**
 * The part of a model that leads to one of its values, which becomes its only output: a classifier cut before its last
 * layer, one tower of two. What is not needed is neither loaded nor computed.
 * @param output name of a value that a node of `graph` gives
 */
export function cutModel(file: Uint8Array, graph: ModelGraph, output: string): Uint8Array<SharedArrayBuffer> {
  const parts = partsOfGraph(graph, output);
  const graphBytes = parts.reduce((sum, part) => sum + part.length, 0);
  const opening = protobuf.Writer.create().uint32(tag(modelField.graph)).uint32(graphBytes).finish();
  const rest = [...protoFields(file)].filter(({ number }) => number !== modelField.graph).map(({ raw }) => raw);
  return joined([...rest, opening, ...parts]);
}

function partsOfGraph(graph: ModelGraph, output: string): Uint8Array[] {
  const { nodes, values } = leadingTo(graph, output);
  const parts: Uint8Array[] = [];
  let described: Uint8Array | undefined;
  for (const field of graph.fields) {
    switch (field.number) {
      case graphField.node:
        if (nodes.has(field.raw)) parts.push(field.raw);
        break;
      case graphField.input:
      case graphField.initializer:
        if (values.has(nameIn(field))) parts.push(field.raw);
        break;
      case graphField.output:
      case graphField.valueInfo:
        if (nameIn(field) === output) described = field.content;
        break;
      default:
        parts.push(field.raw);
    }
  }
  // A value without a type is typed by onnxruntime.
  const value = described ?? protobuf.Writer.create().uint32(tag(valueInfoField.name)).string(output).finish();
  return [...parts, protobuf.Writer.create().uint32(tag(graphField.output)).bytes(value).finish()];
}

/** The nodes a value is computed by, and all values they read. */
function leadingTo({ nodes }: ModelGraph, output: string) {
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const needed = { nodes: new Set<Uint8Array>(), values: new Set<string>() };
  const open = [output];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    // "" is an optional input that is not there.
    if (name === "" || needed.values.has(name)) continue;
    needed.values.add(name);
    const maker = makers.get(name);
    if (maker === undefined) continue;
    needed.nodes.add(maker.raw);
    open.push(...maker.inputs);
  }
  return needed;
}

const tag = (field: number) => (field << 3) | 2;

function joined(parts: readonly Uint8Array[]): Uint8Array<SharedArrayBuffer> {
  const bytes = new Uint8Array(new SharedArrayBuffer(parts.reduce((sum, part) => sum + part.length, 0)));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
