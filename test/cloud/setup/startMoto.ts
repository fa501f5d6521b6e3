import { dirname, join } from "node:path";
import { type LocalServer, startServer } from "./startServer.ts";

/** moto's stand-in for AWS, from the Python environment at `python`. */
export async function startMoto(python: string): Promise<LocalServer & { readonly endpoint: string }> {
  const server = await startServer(
    join(dirname(python), "moto_server"),
    (port) => ["-H", "127.0.0.1", "-p", String(port)],
    async (port) => (await fetch(`http://127.0.0.1:${port}/moto-api/`)).ok,
  );
  return { ...server, endpoint: `http://127.0.0.1:${server.port}` };
}

/** What the AWS SDKs read to talk to the stand-in, with credentials that open nothing else. */
export function motoEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "stand-in",
    AWS_SECRET_ACCESS_KEY: "stand-in",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}
