import { type LocalServer, startServer } from "./startServer.ts";

/** The one place where Hadoop and the SDKs look for the emulator of a developer's machine. */
const port = 10_000;

/** Azurite with the account, the key and the port that every client of the emulator knows, from its program at `main`. */
export function startEmulator(main: string, folder: string): Promise<LocalServer> {
  const flags = ["--disableTelemetry", "--skipApiVersionCheck", "--silent", "--location", folder];
  return startServer(
    process.execPath,
    () => [main, ...flags, "--blobPort", String(port)],
    // Without a key every answer is a refusal, which is an answer.
    async () => (await fetch(`http://127.0.0.1:${port}/devstoreaccount1?comp=list`)).status > 0,
  );
}
