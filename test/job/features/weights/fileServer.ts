import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface FileServer {
  /** Ends in a slash. */
  readonly url: string;
  /** The `Range` header of every request so far, "" where there was none. */
  readonly ranges: string[];
  readonly close: () => Promise<void>;
}

/** How one request is answered; `behaviours` are used up request by request, the last one for all that follow. */
export type Behaviour = "serve" | "drop half-way" | "refuse ranges" | { readonly status: number };

/** Serves one file at every path, with ETag and ranges as object stores do, and misbehaves as told. */
export async function fileServer(file: () => Buffer, ...behaviours: Behaviour[]): Promise<FileServer> {
  const ranges: string[] = [];
  const queue = [...behaviours];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range ?? "");
    const behaviour = (queue.length > 1 ? queue.shift() : queue[0]) ?? "serve";
    if (typeof behaviour === "object") response.writeHead(behaviour.status).end();
    else answer(file(), behaviour, request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    ranges,
    close: () => closed(server),
  };
}

function answer(
  file: Buffer,
  behaviour: "serve" | "drop half-way" | "refuse ranges",
  { headers }: IncomingMessage,
  response: ServerResponse,
): void {
  const etag = `"${createHash("md5").update(file).digest("hex")}"`;
  const start = Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
  const resumes = start > 0 && headers["if-range"] === etag && behaviour !== "refuse ranges";
  const body = resumes ? file.subarray(start) : file;
  const range = resumes && { "content-range": `bytes ${start}-${file.length - 1}/${file.length}` };
  response.writeHead(resumes ? 206 : 200, { "content-length": body.length, etag, ...range });
  if (behaviour !== "drop half-way") response.end(body);
  else {
    response.write(body.subarray(0, body.length / 2));
    // Late enough for the client to have read that much: a reset discards what it has not.
    setTimeout(() => response.destroy(), 100);
  }
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
