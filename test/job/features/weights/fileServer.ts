import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

export interface FileServer {
  /** Ends in a slash. */
  readonly url: string;
  /** The `Range` header of every request so far, "" where there was none. */
  readonly ranges: string[];
  readonly close: () => Promise<void>;
}

/** How one request is answered; `behaviours` are used up request by request, the last one for all that follow. */
export type Behaviour = Serving | { readonly status: number };

/**
 * `damage` changes a byte on the way, `compress` does what a proxy may with those who take gzip, `another range` goes on
 * a byte too early.
 */
type Serving = "serve" | "drop half-way" | "refuse ranges" | "damage" | "compress" | "another range";

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

function answer(file: Buffer, behaviour: Serving, { headers }: IncomingMessage, response: ServerResponse): void {
  const md5 = createHash("md5").update(file).digest();
  const etag = `"${md5.toString("hex")}"`;
  const asked = Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
  const resumes = asked > 0 && headers["if-range"] === etag && behaviour !== "refuse ranges";
  const start = behaviour === "another range" ? asked - 1 : asked;
  const plain = resumes ? file.subarray(start) : file;
  const compresses = behaviour === "compress" && /gzip/.test(String(headers["accept-encoding"]));
  const body = compresses ? gzipSync(plain) : behaviour === "damage" ? damaged(plain) : plain;
  response.writeHead(resumes ? 206 : 200, {
    "content-length": body.length,
    etag,
    "x-goog-hash": `crc32c=AAAAAA==, md5=${md5.toString("base64")}`,
    ...(resumes && { "content-range": `bytes ${start}-${file.length - 1}/${file.length}` }),
    ...(compresses && { "content-encoding": "gzip" }),
  });
  if (behaviour !== "drop half-way") response.end(body);
  else {
    response.write(body.subarray(0, body.length / 2));
    // Late enough for the client to have read that much: a reset discards what it has not.
    setTimeout(() => response.destroy(), 100);
  }
}

function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length >> 1] = (copy[copy.length >> 1] ?? 0) ^ 1;
  return copy;
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
