import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** A proxy under which the real names of a cloud are servers of this machine. */
export interface Tunnel {
  /** What makes `fetch`, Node's https and the Azure SDK use it, in this process or another. */
  readonly environment: Readonly<Record<"HTTPS_PROXY" | "NO_PROXY" | "NODE_USE_ENV_PROXY", string>>;
  /** Hosts that somebody asked for and that stand for nothing here: nobody was let through to them. */
  readonly refused: string[];
  close(): Promise<void>;
}

/**
 * Answers CONNECT for the hosts of `ports` (`management.azure.com`) with the servers at these ports of 127.0.0.1. The
 * product keeps its addresses, its TLS and its certificates' names; only the way there is another.
 */
export async function startTunnel(ports: Readonly<Record<string, number>>): Promise<Tunnel> {
  const refused: string[] = [];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  };
  const server = createServer((_asked, answer) => {
    answer.writeHead(405).end();
  });
  server.on("connect", ({ url = "" }, near: Socket) => {
    const host = url.replace(/:\d+$/, "");
    const port = ports[host];
    keep(near);
    if (port === undefined) {
      refused.push(host);
      near.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    const far = keep(connect(port, "127.0.0.1"));
    far.once("connect", () => {
      near.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      near.pipe(far).pipe(near);
    });
    near.once("close", () => far.destroy());
    far.once("close", () => near.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // A server that listens on a port has one.
  return {
    environment: {
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
      NO_PROXY: "127.0.0.1,localhost",
      NODE_USE_ENV_PROXY: "1",
    },
    refused,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
