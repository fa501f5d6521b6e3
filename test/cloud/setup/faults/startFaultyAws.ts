import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { type AwsCall, awsCall } from "./awsCall.ts";
import { awsError, type Refusal } from "./awsError.ts";

/**
 * What becomes of a call. `lost` is one that is done and whose answer never comes; an answer that is `cut` breaks off in
 * the middle of its body, one that is `altered` has another byte there, one that is `stalled` stays silent from there on.
 */
export type AwsFault = Refusal | "lost" | Spoilt;
type Spoilt = "cut" | "altered" | "stalled";
const spoilt: readonly string[] = ["cut", "altered", "stalled"] satisfies readonly Spoilt[];
const isSpoilt = (fault: AwsFault): fault is Spoilt => spoilt.includes(fault);

/** A way to a stand-in for AWS on which calls can go wrong. */
export interface FaultyAws {
  readonly endpoint: string;
  /** Every call since the start or the last `calls.clear()`, as `service operation`, and how often it came. */
  readonly calls: Map<string, number>;
  /** Decides about a call and how often the like of it came before; undefined lets it pass. */
  fault: ((call: AwsCall, before: number) => AwsFault | undefined) | undefined;
  close(): Promise<void>;
}

export const nameOf = ({ service, operation }: AwsCall): string => `${service} ${operation}`;

/** Stands before the stand-in at `endpoint` and passes on what is not to go wrong. */
export async function startFaultyAws(endpoint: string): Promise<FaultyAws> {
  const calls = new Map<string, number>();
  const server = createServer((asked, answer) => {
    handle(asked, answer).catch((error: unknown) => answer.destroy(error instanceof Error ? error : undefined));
  });

  async function handle(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await buffer(asked);
    const call = awsCall(asked, body);
    const before = calls.get(nameOf(call)) ?? 0;
    calls.set(nameOf(call), before + 1);
    const fault = faulty.fault?.(call, before);
    if (fault !== undefined && fault !== "lost" && !isSpoilt(fault)) {
      const error = awsError(fault, call.protocol);
      answer.writeHead(error.status, error.headers).end(asked.method === "HEAD" ? undefined : error.body);
      return;
    }
    const passed = await passOn(endpoint, asked, body);
    if (fault === "lost") {
      passed.resume();
      await once(passed, "end");
      answer.destroy();
      return;
    }
    answer.writeHead(passed.statusCode ?? 502, passed.headers);
    if (fault === undefined) passed.pipe(answer);
    else await spoil(fault, await buffer(passed), answer);
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // A server that listens on a port has one.
  const faulty: FaultyAws = {
    endpoint: `http://127.0.0.1:${port}`,
    calls,
    fault: undefined,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return faulty;
}

async function spoil(how: Spoilt, body: Buffer, answer: ServerResponse): Promise<void> {
  const middle = body.length >> 1;
  if (how === "altered") {
    body[middle] = (body[middle] ?? 0) ^ 1;
    answer.end(body);
    return;
  }
  await new Promise<void>((resolve) => answer.write(body.subarray(0, middle), () => resolve()));
  if (how === "cut") answer.destroy();
}

async function passOn(endpoint: string, asked: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  const onwards = request(new URL(asked.url ?? "/", endpoint), {
    method: asked.method,
    headers: { ...asked.headers, "content-length": body.length },
  });
  onwards.end(body);
  const [passed] = (await once(onwards, "response")) as [IncomingMessage]; // As `http` documents its event.
  return passed;
}
