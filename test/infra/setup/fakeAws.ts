import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface FakeAws {
  /** What an SDK client needs to talk to this server. */
  readonly client: {
    readonly region: string;
    readonly endpoint: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
  };
  /** Operations that were called, with their inputs, in order. */
  readonly calls: { readonly operation: string; readonly input: Record<string, unknown> }[];
  readonly close: () => Promise<void>;
}

type Answer = Record<string, unknown> | { readonly status: number; readonly error: string };

/** A server that speaks AWS's JSON protocol: the operation in `X-Amz-Target`, the input as the body. */
export async function fakeAws(answer: (operation: string, input: Record<string, unknown>) => Answer): Promise<FakeAws> {
  const calls: FakeAws["calls"] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const operation = String(request.headers["x-amz-target"]).split(".").at(-1) ?? "";
      const input = JSON.parse(Buffer.concat(chunks).toString() || "{}") as Record<string, unknown>;
      calls.push({ operation, input });
      const given = answer(operation, input);
      const failed = "status" in given && "error" in given;
      response.writeHead(failed ? Number(given["status"]) : 200, { "content-type": "application/x-amz-json-1.1" });
      response.end(JSON.stringify(failed ? { __type: given["error"], message: given["error"] } : given));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    client: {
      region: "eu-west-3",
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
      maxAttempts: 3,
    },
    calls,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
