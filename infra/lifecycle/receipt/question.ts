import type { Known } from "../../../config/prices/priceTable.ts";

/** How a thing was recognised as the stack's. */
export type Recognised = "tag" | "name" | "id";

/** Something of the stack that a service still has. */
export interface Remain {
  /** What it is, in the cloud's own words: `network interface`. */
  readonly kind: string;
  readonly id: string;
  readonly by: Recognised;
  /** USD a month if it stays as it is; `unknown` where no source says it. */
  readonly perMonth: Known<number>;
  /** Why it is meant to stay; absent when it is not. */
  readonly onPurpose?: string;
}

/** One question to one service. Asking reads and never changes anything. */
export interface Question {
  readonly service: string;
  /** The region asked, or `global`. */
  readonly region: string;
  /** The API call: `DescribeVolumes`. */
  readonly call: string;
  ask(): Promise<readonly Remain[]>;
}
