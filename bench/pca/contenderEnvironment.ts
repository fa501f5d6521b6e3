/** Settings that make OpenBLAS compute as for another processor than the one it runs on; the second tunes the first. */
const misleading = new Set(["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"]);

/** What a contender's process sees of the environment: OpenBLAS chooses its kernel by the processor. */
export function contenderEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !misleading.has(name)));
}
