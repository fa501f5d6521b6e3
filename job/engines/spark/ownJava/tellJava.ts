import { execFile } from "node:child_process";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";

const patienceMs = 120_000;

/**
 * Has a Java that was started with `-XX:+StartAttachListener` carry out a diagnostic command, as `jcmd` would, which a
 * Java without development tools does not have. Source: HotSpot's `attachListener_posix.cpp`: to a socket in its
 * temporary folder go the protocol's version, a name and three arguments, each ended by a zero byte; back come a line
 * with a number, 0 if all is well, and what is to be said.
 * @throws Error with Java's words, or where it does not listen or does not answer
 */
export async function tellJava(pid: number, command: string, temporary?: string): Promise<void> {
  const socket = connect(join(temporary ?? (await javaTemporaryFolder()), `.java_pid${pid}`));
  socket.setTimeout(patienceMs, () => socket.destroy(new Error(`Java did not answer within ${patienceMs / 1000} s`)));
  socket.write(["1", "jcmd", command, "", "", ""].join("\0"));
  const [code, ...said] = (await text(socket)).trim().split("\n");
  if (code !== "0") throw new Error(said.at(-1) ?? "Java ended before it had answered");
}

/** Java's own idea of it, whatever TMPDIR says. */
async function javaTemporaryFolder(): Promise<string> {
  if (process.platform !== "darwin") return "/tmp";
  return (await promisify(execFile)("getconf", ["DARWIN_USER_TEMP_DIR"])).stdout.trim();
}
