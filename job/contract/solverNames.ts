/** How a PCA can be solved: `auto` chooses by shape; the others are for comparing and for unusual shapes. */
export const solverNames = ["auto", "gram", "covariance", "subspace", "streaming", "ml-pca"] as const;

export type SolverName = (typeof solverNames)[number];
