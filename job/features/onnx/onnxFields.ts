/** Field numbers and constants of onnx.proto (ONNX 1.x, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */
export const modelField = { irVersion: 1, producerName: 2, graph: 7, opsetImport: 8, metadataProps: 14 } as const;
export const opsetField = { domain: 1, version: 2 } as const;
export const graphField = { node: 1, name: 2, initializer: 5, input: 11, output: 12, valueInfo: 13 } as const;
export const nodeField = { input: 1, output: 2, name: 3, opType: 4, attribute: 5 } as const;
export const attributeField = { name: 1, int: 3, string: 4, graph: 6, ints: 8, graphs: 11, type: 20 } as const;
export const attributeType = { int: 2, string: 3, ints: 7 } as const;
export const tensorField = { dims: 1, dataType: 2, name: 8, rawData: 9 } as const;
export const valueInfoField = { name: 1, type: 2 } as const;
export const typeField = { tensorType: 1 } as const;
export const tensorTypeField = { elemType: 1, shape: 2 } as const;
export const shapeField = { dim: 1 } as const;
export const dimensionField = { value: 1, parameter: 2, denotation: 3 } as const;
export const metadataField = { key: 1, value: 2 } as const;

export const dataType = { float32: 1, uint8: 2, int64: 7, float16: 10 } as const;
