import { mkdtemp, rm } from "node:fs/promises";
import { setGlobalProxyFromEnv } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SelfSigned, selfSigned } from "./selfSigned.ts";
import { startTunnel, type Tunnel } from "./startTunnel.ts";

/** Stand-ins under their real names, for this process and for those it starts. */
export interface OpenTunnel {
  readonly tunnel: Tunnel;
  /** What a process needs in its environment to meet them: the way there, and whom to trust. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Starts servers under `names` and a way to them. Until it is closed, whatever this process asks over https meets them
 * or a refusal: no name leads out of this machine.
 * @param servers starts them with a certificate for all the names, and tells the port of each
 */
export async function openTunnel(
  names: readonly string[],
  servers: (certificate: SelfSigned) => Promise<Readonly<Record<string, number>>>,
): Promise<OpenTunnel> {
  const folder = await mkdtemp(join(tmpdir(), "verger-tunnel-"));
  const certificate = await selfSigned(folder, names);
  const tunnel = await startTunnel(await servers(certificate));
  const before = { ...process.env };
  // The Azure SDKs read it when they are first used.
  Object.assign(process.env, tunnel.environment);
  const restore = setGlobalProxyFromEnv(tunnel.environment);
  return {
    tunnel,
    environment: { ...tunnel.environment, NODE_EXTRA_CA_CERTS: certificate.certFile },
    close: async () => {
      restore();
      for (const name of Object.keys(tunnel.environment)) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
      await tunnel.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
