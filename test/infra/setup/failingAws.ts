import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface FailingAws {
  readonly endpoint: string;
  /** How often it was asked, by operation. */
  readonly asked: ReadonlyMap<string, number>;
  readonly close: () => Promise<void>;
}

/** An AWS that answers every call of every service with one error, each in the protocol it was asked in. */
export async function failingAws(status: number, code: string): Promise<FailingAws> {
  const asked = new Map<string, number>();
  const message = "marker-of-the-cloud";
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const target = String(request.headers["x-amz-target"] ?? "");
      const body = Buffer.concat(chunks).toString();
      const action = /(?:^|&)Action=(\w+)/.exec(body)?.[1];
      const operation = target.split(".").at(-1) || action || `${request.method} ${request.url?.split("?")[0]}`;
      asked.set(operation, (asked.get(operation) ?? 0) + 1);
      // S3 tells where a bucket is even when it refuses.
      const headers = { "x-amz-bucket-region": "eu-west-3", "x-amzn-errortype": code };
      const json = target !== "" || request.url?.startsWith("/schedules") === true;
      const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
      const xml =
        action?.startsWith("Describe") === true
          ? `<Response><Errors>${error}</Errors><RequestID>r</RequestID></Response>`
          : action === undefined
            ? error
            : `<ErrorResponse>${error}<RequestId>r</RequestId></ErrorResponse>`;
      response.writeHead(status, { ...headers, "content-type": json ? "application/x-amz-json-1.1" : "text/xml" });
      response.end(json ? JSON.stringify({ __type: code, message }) : xml);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
