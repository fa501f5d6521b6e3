import protobuf from "protobufjs/minimal.js";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { JobSpec, type JobSpecInput } from "../../../job/contract/jobSpec.ts";
import { encodeModel, type OnnxGraph } from "../../../job/features/onnx/encodeModel.ts";
import { protoFields } from "../../../job/features/onnx/protoFields.ts";
import { openExtractor } from "../../../job/features/openExtractor.ts";
import { type PreparedModel, prepareModel } from "../../../job/features/prepareModel.ts";
import { withoutNetwork } from "../../../tools/golden/seededModel.ts";

export type Side = number | string;
type Node = OnnxGraph["nodes"][number];

interface MeansOptions {
  readonly type?: "float32" | "uint8";
  readonly layout?: "NCHW" | "NHWC";
  readonly extraInputs?: readonly string[];
}

/** A model whose features are the means of its three input channels. */
export function channelMeans(shape: readonly Side[], options: MeansOptions = {}): Uint8Array {
  const { type = "float32", layout = shape[3] === 3 ? "NHWC" : "NCHW", extraInputs = [] } = options;
  const extra = extraInputs.map((name) => ({ name, type: "float32", shape: [1] }) as const);
  return encodeModel({
    name: "means",
    nodes: meansOf("image", "features", type, layout),
    initializers: [],
    inputs: [{ name: "image", type, shape }, ...extra],
    outputs: [{ name: "features", type: "float32", shape: [shape[0] ?? "n", 3] }],
  });
}

/** Nodes from a picture to the means of its channels. */
export function meansOf(input: string, output: string, type = "float32", layout = "NCHW"): Node[] {
  const nodes: Node[] = [];
  let last = input;
  const then = (op: string, name: string, attributes: Record<string, number | number[]> = {}) => {
    nodes.push({ op, inputs: [last], output: name, attributes });
    last = name;
  };
  if (type === "uint8") then("Cast", "floats", { to: 1 });
  if (layout === "NHWC") then("Transpose", "channels-first", { perm: [0, 3, 1, 2] });
  then("GlobalAveragePool", "means");
  then("Flatten", output, { axis: 1 });
  return nodes;
}

/** The model with `metadata_props` (field 14 of a ModelProto), which may stand at its end. */
export function withMetadata(model: Uint8Array, metadata: Readonly<Record<string, string>>): Uint8Array {
  const writer = protobuf.Writer.create();
  for (const [key, value] of Object.entries(metadata))
    writer
      .uint32((14 << 3) | 2)
      .fork()
      .uint32(10)
      .string(key)
      .uint32(18)
      .string(value)
      .ldelim();
  return Buffer.concat([model, writer.finish()]);
}

/** The model with an axis of its first input called `denotation`, as ONNX's DimensionDenotation.md names axes. */
export function denoting(model: Uint8Array, axis: number, denotation: string): Uint8Array {
  const graph = { field: 7, place: 0 };
  const shape = [11, 2, 1, 2].map((field) => ({ field, place: 0 }));
  const text = protobuf.Writer.create()
    .uint32((3 << 3) | 2)
    .string(denotation);
  return appended(model, [graph, ...shape, { field: 1, place: axis }], text.finish());
}

type Step = { readonly field: number; readonly place: number };

function appended(message: Uint8Array, [step, ...rest]: readonly Step[], end: Uint8Array): Uint8Array {
  if (step === undefined) return Buffer.concat([message, end]);
  let seen = 0;
  const parts = [...protoFields(message)].map(({ number, raw, content }) => {
    if (number !== step.field || seen++ !== step.place) return raw;
    return protobuf.Writer.create()
      .uint32((number << 3) | 2)
      .bytes(appended(content, rest, end))
      .finish();
  });
  return Buffer.concat(parts);
}

/** A folder with one ONNX file at a time, used as a job would. */
export class OnnxFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), "verger-onnx-"));

  prepare(model: Uint8Array, options: JobSpecInput = {}): Promise<PreparedModel> {
    const weights = join(this.path, "mine.onnx");
    writeFileSync(weights, model);
    return prepareModel(JobSpec.parse({ extractor: "onnx", ...options, weights }), withoutNetwork);
  }

  /** Features of a picture all red 10, green 20, blue 30 and one all 200, 100, 50. */
  async features(model: Uint8Array, options: JobSpecInput): Promise<number[]> {
    const extractor = await openExtractor(await this.prepare(model, options));
    const { inputSize } = extractor;
    const pictures = [[10, 20, 30] as const, [200, 100, 50] as const].map((colour) => ({
      width: inputSize,
      height: inputSize,
      data: Uint8Array.from({ length: inputSize * inputSize * 3 }, (_, at) => colour[at % 3] ?? 0),
    }));
    const features = await extractor.extract(pictures);
    await extractor.release();
    return Array.from(features, (value) => Math.round(value * 1e4) / 1e4);
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true });
  }
}
