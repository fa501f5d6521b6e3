import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type * as core from "@tensorflow/tfjs-core";

export type Tensorflow = typeof core;

/** TensorFlow.js, ready to compute, and what computes. */
export interface LoadedTensorflow {
  readonly tf: Tensorflow;
  readonly backend: "node" | "wasm";
}

/**
 * Loads `@tensorflow/tfjs-node` where the user has installed it and it works here (its last release does not on Node 23
 * and later), and otherwise the WebAssembly backend that comes with Verger. Once a thread.
 */
export async function loadTensorflow(): Promise<LoadedTensorflow> {
  return (await tensorflowNode()) ?? tensorflowWasm();
}

async function tensorflowNode(): Promise<LoadedTensorflow | undefined> {
  try {
    // Held in a variable: an optional peer, which the compiler must not look for.
    const name = "@tensorflow/tfjs-node";
    const tf = (await import(name)) as Tensorflow;
    await tf.ready();
    // Broken installations only show when something is computed.
    tf.tidy(() => tf.add(tf.scalar(1), tf.scalar(1)).dataSync());
    return { tf, backend: "node" };
  } catch {
    return undefined;
  }
}

async function tensorflowWasm(): Promise<LoadedTensorflow> {
  const [tf, { setThreadsCount, setWasmPaths }] = await Promise.all([
    import("@tensorflow/tfjs-core"),
    import("@tensorflow/tfjs-backend-wasm"),
  ]);
  const main = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(join(dirname(main), "/"));
  setThreadsCount(1);
  await tf.setBackend("wasm");
  await tf.ready();
  return { tf, backend: "wasm" };
}
