import type { TakenAway } from "../receipt/receiptSchema.ts";
import type { StateResource } from "./stateResources.ts";

/**
 * What a destroy took away: what the state held before it and no longer holds. A resource the engine only forgot is
 * kept, not destroyed. Types in alphabetical order.
 */
export function takenAway(before: readonly StateResource[], after: readonly StateResource[]): TakenAway {
  const left = new Set(after.map((resource) => keyOf(resource)));
  const gone = before.filter((resource) => !left.has(keyOf(resource)));
  return {
    destroyed: counted(gone.filter(({ retained }) => !retained)),
    kept: counted(gone.filter(({ retained }) => retained)),
  };
}

/** A resource that waits to be deleted after its replacement has the same URN, and another id. */
const keyOf = ({ urn, id }: StateResource): string => `${urn} ${id}`;

function counted(resources: readonly StateResource[]): TakenAway["destroyed"] {
  const counts = new Map<string, number>();
  for (const { type } of resources) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, count]) => ({ type, count })).sort((a, b) => (a.type < b.type ? -1 : 1));
}

/** How many resources are counted. */
export const countOf = (counts: TakenAway["destroyed"]): number => counts.reduce((sum, { count }) => sum + count, 0);
