import { hammingDistance } from "./differenceHash.ts";
import type { ImageFacts } from "./imageFacts.ts";

/** Groups of two or more indices with the same key, each ascending, in order of their first member. */
export function groupsByKey(keys: readonly (string | undefined)[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [index, key] of keys.entries())
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), index]);
  return [...groups.values()].filter((group) => group.length > 1);
}

/** At most this many of 256 bits may differ. */
const nearBits = 10;
/** At most this many levels may the colour fields differ, on average. */
const nearColour = 5;
/** Pictures with almost no structure all hash alike. */
const fewestBits = 12;

const empty = new Uint32Array(8);

/** Groups of pictures that look the same, linked pair by pair: n² / 2 comparisons of 256 bits. */
export function nearDuplicates(facts: readonly (ImageFacts | undefined)[]): number[][] {
  const telling = [...facts.entries()].flatMap(([index, fact]) =>
    fact !== undefined && hammingDistance(fact.hash, empty) >= fewestBits ? [{ index, fact }] : [],
  );
  const parents = Int32Array.from(facts, (_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parents[root] !== root) root = parents[root] ?? root;
    parents[index] = root;
    return root;
  };
  for (const [position, a] of telling.entries()) {
    for (let other = position + 1; other < telling.length; other++) {
      const b = telling[other];
      if (b === undefined || hammingDistance(a.fact.hash, b.fact.hash, nearBits) > nearBits) continue;
      if (colourDistance(a.fact.colours, b.fact.colours) > nearColour) continue;
      const [left, right] = [rootOf(a.index), rootOf(b.index)];
      parents[Math.max(left, right)] = Math.min(left, right);
    }
  }
  return groupsByKey(
    telling.reduce<(string | undefined)[]>(
      (keys, { index }) => {
        keys[index] = String(rootOf(index));
        return keys;
      },
      Array.from({ length: facts.length }),
    ),
  );
}

function colourDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0));
  return sum / a.length;
}
