import { appendFile, readFile } from "node:fs/promises";
import { z } from "zod";
import { Measured } from "./runContender.ts";

/** A contender's run, as `--record` keeps it: a machine that is shared measures one size today, another tomorrow. */
const Entry = z.object({
  name: z.string(),
  images: z.int(),
  cores: z.int(),
  extractor: z.string(),
  outcome: Measured,
});
export type Entry = z.output<typeof Entry>;

export async function appendEntry(file: string, entry: Entry): Promise<void> {
  await appendFile(file, `${JSON.stringify(entry)}\n`);
}

export async function readEntries(file: string): Promise<Entry[]> {
  const lines = (await readFile(file, "utf8")).split("\n").filter(Boolean);
  return lines.map((line) => Entry.parse(JSON.parse(line)));
}
