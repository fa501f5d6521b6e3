// Compiled from ../assembly/resample.ts by `npm run wasm`: change that file, not this one.
import { compiledModule } from "../../wasm/compiledModule.ts";

export interface ResampleFunctions {
  readonly alongRows: (pixels: number, rows: number, fromWidth: number, first: number, count: number, weights: number, taps: number, result: number, width: number) => void;
  readonly alongColumns: (pixels: number, stride: number, startRow: number, first: number, count: number, weights: number, taps: number, result: number, from: number, end: number) => void;
}

export const resample = compiledModule<ResampleFunctions>(
  "AGFzbQEAAAABGgJgCX9/f39/f39/fwBgCn9/f39/f39/f38AAg8BA2VudgZtZW1vcnkCAAADAwIAAQclAwlhbG9uZ1Jvd3MAAAxhbG9uZ0NvbHVtbnMAAQZtZW1vcnkCAArUBALcAQIBewZ/A0AgASAMSgRAIAAgAiAMbEEDbGohDkEAIQoDQCAIIApKBEAgDiAKQQJ0Ig8gA2ooAgBBA2xqIQ0gBSAGIApsQQJ0aiILIAQgD2ooAgBBAnRqIQ/9DAAAIAAAACAAAAAgAAAAIAAhCQNAIAsgD0kEQCAJIA39XAIA/YkB/akBIAv9CQIA/bUB/a4BIQkgDUEDaiENIAtBBGohCwwBCwsgByAJQRb9rAEiCSAJ/YUBIgkgCf1m/VoCAAAgB0EDaiEHIApBAWohCgwBCwsgDEEBaiEMDAELCwvzAgIIfwd7IAghCgNAIAkgCkoEQCAAIApBAnQiCyADaigCACACayABbGohDyAFIAYgCmxBAnRqIgwgBCALaigCAEECdGohECAHIAogCGsgAWxqIRFBACENA0AgASANSwRA/QwAACAAAAAgAAAAIAAAACAAIRL9DAAAIAAAACAAAAAgAAAAIAAhE/0MAAAgAAAAIAAAACAAAAAgACEU/QwAACAAAAAgAAAAIAAAACAAIRUgDSAPaiEOIAwhCwNAIAsgEEkEQCASIA79AAQAIhf9iQEiGP2pASAL/QkCACIW/bUB/a4BIRIgEyAY/aoBIBb9tQH9rgEhEyAUIBf9igEiF/2pASAW/bUB/a4BIRQgFSAX/aoBIBb9tQH9rgEhFSABIA5qIQ4gC0EEaiELDAELCyANIBFqIBJBFv2sASATQRb9rAH9hQEgFEEW/awBIBVBFv2sAf2FAf1m/QsEACANQRBqIQ0MAQsLIApBAWohCgwBCwsL",
);
