import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where the resource types of a stack are listed: `npm run test:engine -- -u` writes them anew. */
export const typesFile = (stack: string): string => fileURLToPath(new URL(`../types/${stack}.txt`, import.meta.url));

/** The resource types of a shipped stack, each a case of its own; the lifecycle suite holds the list up to date. */
export function typesOfStack(stack: string): readonly string[] {
  return readFileSync(typesFile(stack), "utf8").trim().split("\n");
}
