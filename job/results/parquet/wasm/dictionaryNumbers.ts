// Compiled from ../assembly/dictionaryNumbers.ts by `npm run wasm`: change that file, not this one.
import { compiledModule } from "../../../wasm/compiledModule.ts";

export interface DictionaryNumbersFunctions {
  readonly unpackIndices: (bytes: number, length: number, width: number, count: number, target: number) => number;
  readonly lookUpFloat32: (indices: number, count: number, dictionary: number, terms: number, target: number) => number;
  readonly lookUpFloat64: (indices: number, count: number, dictionary: number, terms: number, target: number) => number;
}

export const dictionaryNumbers = compiledModule<DictionaryNumbersFunctions>(
  "AGFzbQEAAAABCgFgBX9/f39/AX8CDwEDZW52Bm1lbW9yeQIAAAMEAwAAAAc6BA11bnBhY2tJbmRpY2VzAAANbG9va1VwRmxvYXQzMgACDWxvb2tVcEZsb2F0NjQAAQZtZW1vcnkCAAr5BAPlAwIDfgh/IAAgAWohC0EBIAJ0QQFrIQ0DQCADIAlKBEBCACEGQYABIQFCACEFA0AgAUGAAU8EQCAAIAtPIAVCHFZyBEBBAQ8LIAAiAUEBaiEAIAYgAS0AACIBQf8Aca0gBYaEIQYgBUIHfCEFDAELCyAGQgGIIQUgCyAGQgGDUAR/IAVQBEBBAg8LAkAgACIBQQRqIAtNBEAgASgCACEIDAELQQAhCEEAIQoDQCABIAtJBEAgCCABLQAAIAp0ciEIIAFBAWohASAKQQhqIQoMAQsLCyAIIA1xIQEgA6wiBiAJrCAFfCIFIAUgBlYbpyEIA0AgCCAJSgRAIAQgCUECdGogATYCACAJQQFqIQkMAQsLIAAgAkEHakEDdWoFIAOsIgYgCawgBUIDhnwiByAGIAdUG6chDkEAIQgDQCAJIA5IBEAgBCAJQQJ0agJAIAAgCEEDdmoiAUEEaiALTQRAIAEoAgAhCgwBC0EAIQpBACEMA0AgASALSQRAIAogAS0AACAMdHIhCiABQQFqIQEgDEEIaiEMDAELCwsgCiAIQQdxdiANcTYCACAJQQFqIQkgAiAIaiEIDAELCyAFIAKsfiIFIAsgAGutVgRAQQEPCyAAIAWnagsiAEkEQEEBDwsMAQsLQQALSAECfwJ/A0AgASAFSgRAIAUgAyAAIAVBAnRqKAIAIgZNDQIaIAQgBUEDdGogAiAGQQN0aisDADkDACAFQQFqIQUMAQsLIAELC0cBA38CfwNAIAEgBUoEQCAFIAMgACAFQQJ0IgZqKAIAIgdNDQIaIAQgBmogAiAHQQJ0aioCADgCACAFQQFqIQUMAQsLIAELCw==",
);
