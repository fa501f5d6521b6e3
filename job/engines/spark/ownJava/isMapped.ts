import { readFile, realpath } from "node:fs/promises";

/** Whether a process has a file mapped into its memory. Where the system does not tell (only Linux does), it is taken to. */
export async function isMapped(file: string, pid: number): Promise<boolean> {
  try {
    const lines = (await readFile(`/proc/${pid}/maps`, "utf8")).split("\n");
    const path = await realpath(file);
    return lines.some((line) => line.endsWith(` ${path}`));
  } catch {
    return true;
  }
}
