import {
  attributeField,
  dimensionField,
  graphField,
  metadataField,
  modelField,
  nodeField,
  shapeField,
  tensorField,
  tensorTypeField,
  typeField,
  valueInfoField,
} from "./onnxFields.ts";
import { contentsOf, type ProtoField, protoFields, textOf } from "./protoFields.ts";

/** What of a model file is to be known beside what onnxruntime tells of it. */
export interface ModelGraph {
  readonly fields: readonly ProtoField[];
  readonly nodes: readonly GraphNode[];
  readonly outputs: readonly string[];
  /** `metadata_props`, keys in lower case. */
  readonly metadata: ReadonlyMap<string, string>;
  /** The axis of an input that is called DATA_CHANNEL (onnx.ai/onnx/repo-docs/DimensionDenotation.html). */
  readonly channelAxis: (input: string) => number | undefined;
}

export interface GraphNode {
  readonly raw: Uint8Array;
  /** What it reads, its inner graphs (of an If or a Loop) included. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Reads the structure of an ONNX file, not its weights. @throws Error where it is no such file */
export function modelGraph(file: Uint8Array): ModelGraph {
  const [graph] = contentsOf(file, modelField.graph);
  if (graph === undefined) throw new Error("no graph in it");
  const fields = [...protoFields(graph)];
  const contents = (number: number) => fields.filter((field) => field.number === number);
  return {
    fields,
    nodes: contents(graphField.node).map(nodeOf),
    outputs: contents(graphField.output).map(({ content }) => textOf(content, valueInfoField.name)),
    metadata: new Map(
      contentsOf(file, modelField.metadataProps).map((entry) => [
        textOf(entry, metadataField.key).toLowerCase(),
        textOf(entry, metadataField.value),
      ]),
    ),
    channelAxis: (input) => {
      const found = contents(graphField.input).find(({ content }) => textOf(content, valueInfoField.name) === input);
      const axis = found === undefined ? -1 : axesOf(found.content).indexOf("DATA_CHANNEL");
      return axis < 0 ? undefined : axis;
    },
  };
}

/** The name of what a field of a graph is about: a value, or a constant. */
export function nameIn({ number, content }: ProtoField): string {
  return textOf(content, number === graphField.initializer ? tensorField.name : valueInfoField.name);
}

function nodeOf({ raw, content }: Pick<ProtoField, "raw" | "content">): GraphNode {
  const texts = (number: number) => contentsOf(content, number).map((each) => Buffer.from(each).toString("utf8"));
  const attributes = contentsOf(content, nodeField.attribute);
  const graphs = [attributeField.graph, attributeField.graphs].flatMap((number) => within(attributes, number));
  const inner = within(graphs, graphField.node).flatMap((node) => nodeOf({ raw: node, content: node }).inputs);
  return { raw, inputs: [...texts(nodeField.input), ...inner], outputs: texts(nodeField.output) };
}

/** What the axes of a value are called, "" where they have no denotation. */
function axesOf(value: Uint8Array): string[] {
  const tensors = within(within([value], valueInfoField.type), typeField.tensorType);
  const axes = within(within(tensors, tensorTypeField.shape), shapeField.dim);
  return axes.map((axis) => textOf(axis, dimensionField.denotation));
}

const within = (messages: readonly Uint8Array[], number: number): Uint8Array[] =>
  messages.flatMap((message) => contentsOf(message, number));
