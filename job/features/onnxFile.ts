import type { ExtractorDefinition } from "./extractorDefinition.ts";

/** Any network with one picture input, whole in a file. */
export const onnxFile: ExtractorDefinition = {
  name: "onnx",
  kind: "onnxFile",
  summary: "your own ONNX file: pictures in, its first output flattened",
  defaultSize: 224,
  minimumSize: 1,
};
