/** Parts of a run folder that can be fetched alone. */
export const runParts = ["features", "rejects", "shards", "pca", "report"] as const;
export type RunPart = (typeof runParts)[number];
