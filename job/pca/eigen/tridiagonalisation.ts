import { tridiagonalPanel } from "../wasm/tridiagonalPanel.ts";

/** A tridiagonalisation in shared memory, as another thread needs to know it. */
export interface Tridiagonalisation {
  readonly memory: WebAssembly.Memory;
  /** Address of what the threads share. */
  readonly shared: number;
}

/** Takes part until the thread that leads ends it. */
export function assistTridiagonalisation({ memory, shared }: Tridiagonalisation): void {
  tridiagonalPanel.instantiateOn(memory).functions.assist(shared);
}
