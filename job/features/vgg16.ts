import type { ExtractorDefinition, Pooling } from "./extractorDefinition.ts";
import { addPooling } from "./networks/addPooling.ts";
import type { Network } from "./networks/layer.ts";
import { NetworkBuilder } from "./networks/networkBuilder.ts";

/** Configuration D in table 1 of Simonyan and Zisserman, "Very Deep Convolutional Networks" (2014). */
const blocks = [
  { convolutions: 2, filters: 64 },
  { convolutions: 2, filters: 128 },
  { convolutions: 3, filters: 256 },
  { convolutions: 3, filters: 512 },
  { convolutions: 3, filters: 512 },
] as const;

const published = { folder: "vgg16", licence: "CC-BY-4.0" } as const;

export const vgg16: ExtractorDefinition = {
  name: "vgg16",
  summary: "VGG16, its last feature map pooled, or its second fully connected layer (fc2)",
  defaultSize: 224,
  minimumSize: 32,
  kind: "network",
  preprocessing: "caffe",
  poolings: ["avg", "max", "flatten", "fc2"],
  fixedSize: { fc2: 224 },
  describe,
  officialFile: (_, pooling) =>
    pooling === "fc2"
      ? {
          ...published,
          fileName: "vgg16_weights_tf_dim_ordering_tf_kernels.h5",
          bytes: 553_467_096,
          md5: "64373286793e3c8b2b4e3219cbf3544b",
        }
      : {
          ...published,
          fileName: "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
          bytes: 58_889_256,
          md5: "6d6bbae143d832006294945121d1f1fc",
        },
};

/** `keras.applications.VGG16`, layer names included. */
function describe(inputSize: number, pooling: Pooling): Network {
  const network = new NetworkBuilder();
  for (const [place, { convolutions, filters }] of blocks.entries()) {
    const prefix = `block${place + 1}`;
    for (let number = 1; number <= convolutions; number++)
      network.add({ kind: "conv2d", name: `${prefix}_conv${number}`, filters, ...convolution });
    network.add({ kind: "maxPooling2d", name: `${prefix}_pool`, poolSize: 2, strides: 2 });
  }
  if (pooling !== "fc2") addPooling(network, pooling);
  else {
    network.add({ kind: "flatten", name: "flatten" });
    network.add({ kind: "dense", name: "fc1", units: 4096, activation: "relu" });
    network.add({ kind: "dense", name: "fc2", units: 4096, activation: "relu" });
  }
  return network.build("vgg16", inputSize);
}

const convolution = { kernelSize: 3, strides: 1, padding: "same", useBias: true, activation: "relu" } as const;
