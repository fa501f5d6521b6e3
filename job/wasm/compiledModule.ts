/** WebAssembly made from AssemblyScript by `npm run wasm`; `Functions` are those it exports. */
export interface CompiledModule<Functions> {
  /** A new instance with at least `bytes` of memory of its own, all zero; up to 4 GiB. It is freed as any object is. */
  instantiate(bytes: number): ModuleInstance<Functions>;
  /** A new instance on another's memory. */
  instantiateOn(memory: WebAssembly.Memory): ModuleInstance<Functions>;
}

export interface ModuleInstance<Functions> {
  readonly functions: Functions;
  /** What the functions' addresses count in: 0 is the first byte. It never moves nor grows. */
  readonly memory: ArrayBufferLike;
  /** The same, to hand to another thread where the module shares memory. */
  readonly handle: WebAssembly.Memory;
}

const pageBytes = 1 << 16;

/**
 * The module whose binary is `base64`, compiled when it is first instantiated, once a thread. Where it `sharesMemory`
 * its memory may be used by several threads at once.
 */
export function compiledModule<Functions>(
  base64: string,
  { sharesMemory: shared = false }: { readonly sharesMemory?: boolean } = {},
): CompiledModule<Functions> {
  let module: WebAssembly.Module | undefined;
  const compiled: CompiledModule<Functions> = {
    instantiate(bytes) {
      const pages = Math.ceil(bytes / pageBytes);
      return compiled.instantiateOn(newMemory(pages, shared));
    },

    instantiateOn(memory) {
      module ??= new WebAssembly.Module(Buffer.from(base64, "base64"));
      const { exports } = new WebAssembly.Instance(module, { env: { memory } });
      return { functions: exports as Functions, memory: memory.buffer, handle: memory };
    },
  };
  return compiled;
}

/** Memory of so many pages of 64 KiB. Node's types do not know the third property yet, which V8 does. */
function newMemory(pages: number, shared: boolean): WebAssembly.Memory {
  const descriptor = { initial: pages, maximum: pages, shared };
  return new WebAssembly.Memory(descriptor);
}

/** At least so many bytes, all zero, that several threads may use at once. */
export const sharedMemory = (bytes: number): WebAssembly.Memory => newMemory(Math.ceil(bytes / pageBytes), true);
