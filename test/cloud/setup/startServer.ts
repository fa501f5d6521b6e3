import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A server of this machine that stands in for a cloud. */
export interface LocalServer {
  readonly process: ChildProcess;
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Starts a program that listens on 127.0.0.1 and waits until it answers.
 * @param answers whether the server on that port is up
 */
export async function startServer(
  command: string,
  args: (port: number) => readonly string[],
  answers: (port: number) => Promise<boolean>,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<LocalServer> {
  const port = await freePort();
  const server = spawn(command, args(port), { stdio: ["ignore", "ignore", "pipe"], env: environment });
  const told: string[] = [];
  server.stderr.on("data", (chunk: Buffer) => told.push(String(chunk)));
  const stop = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill();
    await once(server, "exit");
  };
  for (let attempt = 0; attempt < 600; attempt++) {
    if (server.exitCode !== null) throw new Error(`${command} ended with ${server.exitCode}: ${told.join("")}`);
    if (await answers(port).catch(() => false)) return { process: server, port, stop };
    await sleep(100);
  }
  await stop();
  throw new Error(`${command} did not answer within a minute: ${told.join("")}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
