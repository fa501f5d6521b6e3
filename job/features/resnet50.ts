import type { ExtractorDefinition, Pooling } from "./extractorDefinition.ts";
import { addPooling } from "./networks/addPooling.ts";
import type { Network } from "./networks/layer.ts";
import { NetworkBuilder } from "./networks/networkBuilder.ts";

/**
 * The 50-layer column in table 1 of He et al., "Deep Residual Learning" (2015). As in Keras, a stage's stride is that
 * of its first 1 × 1 convolution.
 */
const stages = [
  { stage: 2, filters: 64, blocks: 3, strides: 1 },
  { stage: 3, filters: 128, blocks: 4, strides: 2 },
  { stage: 4, filters: 256, blocks: 6, strides: 2 },
  { stage: 5, filters: 512, blocks: 3, strides: 2 },
] as const;

export const resnet50: ExtractorDefinition = {
  name: "resnet50",
  summary: "ResNet50, its last feature map pooled, or flattened (50 × 50 pixels give 8192 features)",
  defaultSize: 224,
  minimumSize: 32,
  kind: "network",
  preprocessing: "caffe",
  poolings: ["avg", "max", "flatten"],
  describe,
  officialFile: () => ({
    folder: "resnet",
    licence: "MIT",
    fileName: "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5",
    bytes: 94_765_736,
    md5: "4d473c1dd8becc155b73f8504c6f6626",
  }),
};

/** `keras.applications.ResNet50(include_top=False)`, layer names included. */
function describe(inputSize: number, pooling: Pooling): Network {
  const network = new NetworkBuilder();
  const convolve = (name: string, filters: number, kernelSize: number, strides: number, ...inputs: string[]) =>
    network.add(
      { kind: "conv2d", name, filters, kernelSize, strides, padding: "same", useBias: true, activation: "linear" },
      ...inputs,
    );
  const normalise = (name: string) => network.add({ kind: "batchNormalization", name, epsilon: 1.001e-5 });
  const relu = (name: string) => network.add({ kind: "relu", name });

  network.add({ kind: "zeroPadding2d", name: "conv1_pad", padding: { top: 3, bottom: 3, left: 3, right: 3 } });
  network.add({
    kind: "conv2d",
    name: "conv1_conv",
    filters: 64,
    kernelSize: 7,
    strides: 2,
    padding: "valid",
    useBias: true,
    activation: "linear",
  });
  normalise("conv1_bn");
  relu("conv1_relu");
  network.add({ kind: "zeroPadding2d", name: "pool1_pad", padding: { top: 1, bottom: 1, left: 1, right: 1 } });
  let output = network.add({ kind: "maxPooling2d", name: "pool1_pool", poolSize: 3, strides: 2 });

  for (const { stage, filters, blocks, strides: stageStrides } of stages) {
    for (let number = 1; number <= blocks; number++) {
      const block = `conv${stage}_block${number}`;
      const strides = number === 1 ? stageStrides : 1;
      const input = output;
      let shortcut = input;
      if (number === 1) {
        convolve(`${block}_0_conv`, 4 * filters, 1, strides, input);
        shortcut = normalise(`${block}_0_bn`);
      }
      convolve(`${block}_1_conv`, filters, 1, strides, input);
      normalise(`${block}_1_bn`);
      relu(`${block}_1_relu`);
      convolve(`${block}_2_conv`, filters, 3, 1);
      normalise(`${block}_2_bn`);
      relu(`${block}_2_relu`);
      convolve(`${block}_3_conv`, 4 * filters, 1, 1);
      const residual = normalise(`${block}_3_bn`);
      network.add({ kind: "add", name: `${block}_add` }, shortcut, residual);
      output = relu(`${block}_out`);
    }
  }
  if (pooling !== "fc2") addPooling(network, pooling);
  return network.build("resnet50", inputSize);
}
