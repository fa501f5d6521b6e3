import { type Cause, lastLines, probableCause } from "./causes.ts";
import type { LogSource } from "./logSource.ts";

export interface ReadLog {
  readonly where: string;
  readonly of: LogSource["of"];
  readonly text: string;
}

export interface LogDigest {
  /** The first known cause, from the driver's logs before the nodes'. */
  readonly cause: Cause | undefined;
  /** The lines of the driver that tell most. */
  readonly lines: readonly string[];
  readonly logs: readonly ReadLog[];
}

/** Nodes' logs that are read while a cause is looked for; there may be thousands. */
const mostNodeLogs = 20;

/** Reads the driver's logs and, while no cause is known, the nodes' too: the cause, and where each log is. */
export async function readLogs(sources: readonly LogSource[], all: boolean): Promise<LogDigest> {
  const logs: ReadLog[] = [];
  const read = async ({ where, of, read: its }: LogSource): Promise<string> => {
    const text = await its();
    logs.push({ where, of, text });
    return text;
  };
  const texts: string[] = [];
  for (const source of sources.filter(({ of }) => of === "driver")) texts.push(await read(source));
  let cause = texts.map((text) => probableCause(text)).find((found) => found !== undefined);
  const ofNodes = sources.filter(({ of }) => of === "nodes");
  for (const source of all ? ofNodes : ofNodes.slice(0, mostNodeLogs)) {
    if (cause !== undefined && !all) break;
    const text = await read(source);
    cause ??= probableCause(text);
  }
  const telling = texts.find((text) => text.trim() !== "") ?? logs[0]?.text ?? "";
  return { cause, lines: lastLines(telling, 3), logs };
}
