/** The layers our networks are made of, as plain data. Names, fields and defaults are those of Keras's layer classes. */
export type Layer =
  | Conv2d
  | DepthwiseConv2d
  | BatchNormalization
  | Dense
  | (Named & {
      readonly kind: "relu";
      /** Activations are cut at this value (6 in ReLU6). */ readonly maximum?: number;
    })
  | (Named & { readonly kind: "zeroPadding2d"; readonly padding: SpatialPadding })
  | (Named & { readonly kind: "maxPooling2d"; readonly poolSize: number; readonly strides: number })
  | (Named & { readonly kind: "add" | "globalAveragePooling2d" | "globalMaxPooling2d" | "flatten" });

/** `inputs` name the layers read, `"input"` being the picture. Only `add` has two. */
interface Named {
  readonly name: string;
  readonly inputs: readonly string[];
}

export interface Conv2d extends Named {
  readonly kind: "conv2d";
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides: number;
  readonly padding: "same" | "valid";
  readonly useBias: boolean;
  readonly activation: Activation;
}

export interface DepthwiseConv2d extends Named {
  readonly kind: "depthwiseConv2d";
  readonly kernelSize: number;
  readonly strides: number;
  readonly padding: "same" | "valid";
}

export interface BatchNormalization extends Named {
  readonly kind: "batchNormalization";
  readonly epsilon: number;
}

export interface Dense extends Named {
  readonly kind: "dense";
  readonly units: number;
  readonly activation: Activation;
}

export type Activation = "linear" | "relu" | "relu6";

/** Pixels added on each side: rows above and below, columns left and right. */
export interface SpatialPadding {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** A network: layers in the order in which they are computed; the last one's output is the features. */
export interface Network {
  /** What Keras calls the model, e.g. `mobilenetv2_1.00_224`. */
  readonly name: string;
  /** Side of the square RGB input, in pixels. */
  readonly inputSize: number;
  readonly layers: readonly Layer[];
}

/** The name by which layers refer to the picture. */
export const pictureInput = "input";
