import { mkdtemp, rm } from "node:fs/promises";
import { setGlobalProxyFromEnv } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SelfSigned, selfSigned } from "../selfSigned.ts";
import { startTunnel, type Tunnel } from "../startTunnel.ts";
import { azureNames, type LocalAzure, startAzure } from "./startAzure.ts";

/** Azure's stand-in under Azure's own names, for this process and for those it starts. */
export interface OpenAzure {
  readonly azure: LocalAzure;
  readonly tunnel: Tunnel;
  readonly certificate: SelfSigned;
  /** What a process needs in its environment to meet it: who signs in, the way there, whom to trust. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export interface OpenAzureOptions {
  /** More names, each with the port of its server on this machine. */
  readonly servers?: (certificate: SelfSigned, azure: LocalAzure) => Promise<Readonly<Record<string, number>>>;
  /** Names among `servers`, known beforehand for the certificate. */
  readonly names?: readonly string[];
}

/**
 * Starts the stand-in and a way to it. Until it is closed, whatever this process asks over https meets stand-ins or a
 * refusal: no name leads out of this machine.
 */
export async function openAzure({ servers, names = [] }: OpenAzureOptions = {}): Promise<OpenAzure> {
  const folder = await mkdtemp(join(tmpdir(), "verger-azure-"));
  const certificate = await selfSigned(folder, [...azureNames, ...names]);
  const azure = await startAzure(certificate);
  const more = (await servers?.(certificate, azure)) ?? {};
  const tunnel = await startTunnel({ ...Object.fromEntries(azureNames.map((name) => [name, azure.port])), ...more });
  const before = { ...process.env };
  // The Azure SDKs read it when they are first used.
  Object.assign(process.env, tunnel.environment);
  const restore = setGlobalProxyFromEnv(tunnel.environment);
  return {
    azure,
    tunnel,
    certificate,
    environment: { ...azure.environment, ...tunnel.environment, NODE_EXTRA_CA_CERTS: certificate.certFile },
    close: async () => {
      restore();
      for (const name of Object.keys(tunnel.environment)) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
      await tunnel.close();
      await azure.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
