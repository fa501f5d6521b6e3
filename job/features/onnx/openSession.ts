import { InferenceSession } from "onnxruntime-node";

/**
 * A session on onnxruntime's CPU provider with one thread: workers, not threads, use the other cores. onnxruntime
 * takes no shared memory, so it is given a copy, which is garbage as soon as the session stands.
 */
export function openSession(onnx: Uint8Array): Promise<InferenceSession> {
  return InferenceSession.create(onnx.slice(), {
    executionProviders: ["cpu"],
    executionMode: "sequential",
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
  });
}
