/** WebAssembly made from AssemblyScript by `npm run wasm`; `Functions` are those it exports. */
export interface CompiledModule<Functions> {
  /** A new instance with at least `bytes` of memory of its own, all zero; up to 4 GiB. It is freed as any object is. */
  instantiate(bytes: number): ModuleInstance<Functions>;
}

export interface ModuleInstance<Functions> {
  readonly functions: Functions;
  /** What the functions' addresses count in: 0 is the first byte. It never moves nor grows. */
  readonly memory: ArrayBuffer;
}

const pageBytes = 1 << 16;

/** The module whose binary is `base64`, compiled when it is first instantiated, once a thread. */
export function compiledModule<Functions>(base64: string): CompiledModule<Functions> {
  let module: WebAssembly.Module | undefined;
  return {
    instantiate(bytes) {
      module ??= new WebAssembly.Module(Buffer.from(base64, "base64"));
      const pages = Math.ceil(bytes / pageBytes);
      const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
      const { exports } = new WebAssembly.Instance(module, { env: { memory } });
      return { functions: exports as Functions, memory: memory.buffer };
    },
  };
}
