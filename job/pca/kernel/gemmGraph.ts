import protobuf from "protobufjs/minimal.js";

const { Writer } = protobuf;
type Writer = InstanceType<typeof Writer>;

/** One Gemm of ONNX: `op(left) · op(right)`, plus `added` where `accumulates`. All float64. */
export interface GemmGraph {
  readonly transposeLeft: boolean;
  readonly transposeRight: boolean;
  readonly accumulates: boolean;
}

const double = 11;
const irVersion = 8;
const opset = 13;

/**
 * An ONNX model of one matrix product with inputs `left`, `right` (and `added`) and the output `product`, any shapes.
 * Field numbers are those of onnx.proto.
 */
export function gemmGraph(graph: GemmGraph): Uint8Array {
  const inputs = graph.accumulates ? ["left", "right", "added"] : ["left", "right"];
  const model = Writer.create();
  model.uint32(8).int64(irVersion);
  message(model, 7, (body) => {
    message(body, 1, (node) => {
      for (const input of inputs) node.uint32(10).string(input);
      node.uint32(18).string("product").uint32(34).string("Gemm");
      integerAttribute(node, "transA", graph.transposeLeft ? 1 : 0);
      integerAttribute(node, "transB", graph.transposeRight ? 1 : 0);
    });
    body.uint32(18).string("gemm");
    for (const input of inputs) doubleMatrix(body, 11, input);
    doubleMatrix(body, 12, "product");
  });
  message(model, 8, (opsetImport) => opsetImport.uint32(10).string("").uint32(16).int64(opset));
  return model.finish();
}

function integerAttribute(node: Writer, name: string, value: number): void {
  message(node, 5, (attribute) => attribute.uint32(10).string(name).uint32(24).int64(value).uint32(160).int32(2));
}

function doubleMatrix(graph: Writer, field: number, name: string): void {
  message(graph, field, (value) => {
    value.uint32(10).string(name);
    message(value, 2, (type) =>
      message(type, 1, (tensor) => {
        tensor.uint32(8).int32(double);
        message(tensor, 2, (shape) => {
          message(shape, 1, (size) => size.uint32(18).string(`${name}Rows`));
          message(shape, 1, (size) => size.uint32(18).string(`${name}Columns`));
        });
      }),
    );
  });
}

function message(writer: Writer, field: number, write: (writer: Writer) => void): void {
  writer.uint32(field * 8 + 2).fork();
  write(writer);
  writer.ldelim();
}
