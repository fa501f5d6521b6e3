import type { ExtractorDefinition, Pooling } from "./extractorDefinition.ts";
import { addPooling } from "./networks/addPooling.ts";
import type { Network } from "./networks/layer.ts";
import { NetworkBuilder } from "./networks/networkBuilder.ts";

/**
 * Table 2 of Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks" (2018):
 * expansion t, output channels c, repetitions n, strides s of the first repetition.
 */
const bottlenecks = [
  { t: 1, c: 16, n: 1, s: 1 },
  { t: 6, c: 24, n: 2, s: 2 },
  { t: 6, c: 32, n: 3, s: 2 },
  { t: 6, c: 64, n: 4, s: 2 },
  { t: 6, c: 96, n: 3, s: 1 },
  { t: 6, c: 160, n: 3, s: 2 },
  { t: 6, c: 320, n: 1, s: 1 },
] as const;

/** Sizes with a file of weights of their own; as in Keras, any other takes those of 224. */
const trainedSizes: ReadonlySet<number> = new Set([224, 192, 160, 128, 96]);

export const mobilenetV2: ExtractorDefinition = {
  name: "mobilenet-v2",
  summary: "MobileNetV2 (width 1.0), its last feature map pooled",
  defaultSize: 224,
  minimumSize: 32,
  kind: "network",
  preprocessing: "tf",
  poolings: ["avg", "max", "flatten"],
  describe,
  trainedSizes: [...trainedSizes],
  officialFile: (size) => {
    const trainedAt = trainedSizes.has(size) ? size : 224;
    return {
      folder: "mobilenet_v2",
      licence: "Apache-2.0",
      bytes: 9_406_464,
      fileName: `mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_${trainedAt}_no_top.h5`,
    };
  },
};

/** `keras.applications.MobileNetV2(alpha=1.0, include_top=False)`, layer names included. */
function describe(inputSize: number, pooling: Pooling): Network {
  const network = new NetworkBuilder();
  const pointwise = (name: string, filters: number) =>
    network.add({ kind: "conv2d", name, filters, kernelSize: 1, strides: 1, ...unbiased });
  const normalise = (name: string) => network.add({ kind: "batchNormalization", name, epsilon: 1e-3 });
  const relu6 = (name: string) => network.add({ kind: "relu", name, maximum: 6 });

  network.add({ kind: "conv2d", name: "Conv1", filters: 32, kernelSize: 3, strides: 2, ...unbiased });
  normalise("bn_Conv1");
  let output = relu6("Conv1_relu");
  let channels = 32;
  let block = 0;
  for (const { t, c, n, s } of bottlenecks) {
    for (let repetition = 0; repetition < n; repetition++) {
      const prefix = block === 0 ? "expanded_conv_" : `block_${block}_`;
      const strides = repetition === 0 ? s : 1;
      const input = output;
      if (t > 1) {
        pointwise(`${prefix}expand`, t * channels);
        normalise(`${prefix}expand_BN`);
        relu6(`${prefix}expand_relu`);
      }
      // Where strides is 2 Keras pads in a layer of its own (`correct_pad`), by as much as "same" does.
      network.add({ kind: "depthwiseConv2d", name: `${prefix}depthwise`, kernelSize: 3, strides, padding: "same" });
      normalise(`${prefix}depthwise_BN`);
      relu6(`${prefix}depthwise_relu`);
      pointwise(`${prefix}project`, c);
      output = normalise(`${prefix}project_BN`);
      if (strides === 1 && channels === c) output = network.add({ kind: "add", name: `${prefix}add` }, input, output);
      channels = c;
      block++;
    }
  }
  pointwise("Conv_1", 1280);
  normalise("Conv_1_bn");
  relu6("out_relu");
  if (pooling !== "fc2") addPooling(network, pooling);
  return network.build("mobilenetv2_1.00_224", inputSize);
}

const unbiased = { padding: "same", useBias: false, activation: "linear" } as const;
