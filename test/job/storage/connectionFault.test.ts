import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { expect, it } from "vitest";
import { saidByAws } from "../../../infra/aws/askingAws.ts";
import { mayPass } from "../../../infra/submission/mayPass.ts";
import { VergerError } from "../../../job/contract/errors.ts";
import { connectionFault } from "../../../job/storage/connectionFault.ts";

const coded = (code: string, message = code): Error => Object.assign(new Error(message), { code });
const named = (name: string): Error => Object.assign(new Error("given up"), { name });

it.each<[string, Error, string]>([
  ["hangs up", coded("ECONNRESET", "socket hang up"), "broke off"],
  ["hangs up, without a code", new Error("socket hang up"), "broke off"],
  ["resets", coded("ECONNRESET"), "broke off"],
  ["closes while it is written to", coded("EPIPE", "write EPIPE"), "broke off"],
  [
    "closes, to fetch",
    new TypeError("fetch failed", { cause: coded("UND_ERR_SOCKET", "other side closed") }),
    "broke off",
  ],
  ["refuses", coded("ECONNREFUSED"), "nobody takes connections"],
  [
    "refuses at each of its addresses",
    new AggregateError([coded("ECONNREFUSED"), coded("ECONNREFUSED")]),
    "nobody takes",
  ],
  ["is silent", coded("ETIMEDOUT"), "no answer in time"],
  ["is silent, to the SDK", named("TimeoutError"), "no answer in time"],
  [
    "is silent, to fetch",
    new TypeError("fetch failed", { cause: coded("UND_ERR_HEADERS_TIMEOUT") }),
    "no answer in time",
  ],
  ["has no such name", coded("ENOTFOUND", "getaddrinfo ENOTFOUND s3.eu-west-3.amazonaws.com"), "name is not known"],
  ["has a name nobody looks up", new Error("getaddrinfo EAI_AGAIN s3.eu-west-3.amazonaws.com"), "name server"],
  ["is out of reach", coded("ENETUNREACH"), "no way there"],
  ["is behind a proxy that refuses", coded("ERR_PROXY_TUNNEL", "Proxy response: 407"), "proxy"],
  ["is behind a proxy that opens TLS", coded("SELF_SIGNED_CERT_IN_CHAIN"), "NODE_EXTRA_CA_CERTS"],
  ["fails fetch for no reason told", new TypeError("fetch failed"), "connection failed"],
])(
  "a service that %s is told in the house's words, with exit code 4, and may be asked again",
  (_what, error, words) => {
    const said = saidByAws(error);
    expect(said).toBeInstanceOf(VergerError);
    expect(said).toMatchObject({ exitCode: 4 });
    const { message, hint } = said as VergerError;
    expect(`${message} ${hint}`).toContain(words);
    expect(hint).toContain("is safe");
    expect([mayPass(error), mayPass(said)]).toEqual([true, true]);
  },
);

it("what a program did wrong is no fault of a connection: it is told as it is", () => {
  for (const error of [new TypeError("x is not a function"), new Error("EXPECTED a number"), "socket hang up"]) {
    expect(connectionFault(error)).toBeUndefined();
    expect(saidByAws(error)).toBe(error);
    expect(mayPass(error)).toBe(false);
  }
});

it("knows a connection that a real server breaks off, for a socket and for fetch", async () => {
  const server = createServer(({ socket }) => socket.destroy()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // A server that listens on a port has one.
  const bySocket = await new Promise((resolve) => get(address).on("error", resolve));
  const byFetch = await fetch(address).catch((error: unknown) => error);
  server.close();
  expect(connectionFault(bySocket)?.said).toContain("ECONNRESET");
  expect(connectionFault(byFetch)?.said).toContain("UND_ERR_SOCKET");
});
