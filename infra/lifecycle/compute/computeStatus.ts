/** One machine of a run, and since when it is paid for. */
export interface NodeUsage {
  readonly type: string;
  readonly market: "onDemand" | "spot";
  readonly from: Date;
  /** When it ended; undefined while it runs. */
  readonly to: Date | undefined;
}

/** How what runs the job stands, in words all platforms share. */
export interface ComputeStatus {
  /** `absent`: the platform knows nothing of it. `ended`: it costs nothing any more. */
  readonly state: "absent" | "starting" | "running" | "ending" | "ended";
  /** The platform's own words: `EMR j-2AX WAITING`, with its reason where it gives one. */
  readonly said: string;
  readonly nodes: readonly NodeUsage[];
}

/** Asks the platform; reads and never changes anything. */
export type ComputeReader = () => Promise<ComputeStatus>;

export const hasEnded = ({ state }: ComputeStatus): boolean => state === "ended" || state === "absent";
