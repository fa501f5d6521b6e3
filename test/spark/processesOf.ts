import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Processes whose command line names `text`. */
export async function processesOf(text: string): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-axo", "pid=,args="], { maxBuffer: 1 << 24 });
  return stdout
    .split("\n")
    .filter((line) => line.includes(text) && !line.includes("ps -axo"))
    .map((line) => Number.parseInt(line, 10));
}
