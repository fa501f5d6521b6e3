import type { FeatureExtractor } from "./extractor.ts";
import type { PreparedModel } from "./preparedModel.ts";

/** Opens a prepared model in this thread. Engines are loaded when first needed: a pixels job loads none. */
export async function openExtractor(model: PreparedModel): Promise<FeatureExtractor> {
  switch (model.kind) {
    case "pixels": {
      const { openPixelsExtractor } = await import("./engines/pixelsExtractor.ts");
      return openPixelsExtractor(model);
    }
    case "tfjs": {
      const { openTfjsExtractor } = await import("./engines/tfjsExtractor.ts");
      return openTfjsExtractor(model);
    }
    case "onnx": {
      const { openOnnxExtractor } = await import("./engines/onnxruntimeExtractor.ts");
      return openOnnxExtractor(model);
    }
  }
}
