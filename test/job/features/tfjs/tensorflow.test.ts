import { afterEach, describe, expect, test, vi } from "vitest";
import { loadTensorflow } from "../../../../job/features/tfjs/tensorflow.ts";

/**
 * A stand-in for `@tensorflow/tfjs-node`, which cannot be installed everywhere: the same API, computed by WebAssembly.
 * It shows when the optional peer is taken, not what the real one computes.
 */
async function standIn(changes: object = {}) {
  const { tf } = await loadTensorflow();
  return { ...tf, ready: () => Promise.resolve(), ...changes };
}

describe("TensorFlow.js for Node, where a user installed it", () => {
  afterEach(() => vi.doUnmock("@tensorflow/tfjs-node"));

  test("is taken when it computes", async () => {
    const module = await standIn();
    vi.doMock("@tensorflow/tfjs-node", () => module);
    const { tf, backend } = await loadTensorflow();
    expect(backend).toBe("node");
    expect([...tf.tidy(() => tf.add(tf.scalar(1), tf.scalar(2)).dataSync())]).toEqual([3]);
  });

  test.each([
    ["cannot start", { ready: () => Promise.reject(new Error("no libtensorflow")) }],
    [
      "fails at the first addition",
      {
        add: () => {
          throw new TypeError("isNullOrUndefined is not a function");
        },
      },
    ],
  ])("gives way to WebAssembly when it %s", async (_, broken) => {
    const module = await standIn(broken);
    vi.doMock("@tensorflow/tfjs-node", () => module);
    const { tf, backend } = await loadTensorflow();
    expect(backend).toBe("wasm");
    expect([...tf.tidy(() => tf.add(tf.scalar(1), tf.scalar(2)).dataSync())]).toEqual([3]);
  });

  test("is not missed where it is not", async () => {
    expect((await loadTensorflow()).backend).toBe("wasm");
  });
});
