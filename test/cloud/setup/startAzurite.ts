import { ContainerClient } from "@azure/storage-blob";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SelfSigned, selfSigned } from "./selfSigned.ts";
import { type LocalServer, startServer } from "./startServer.ts";

/** The one account that Azurite knows of itself. */
const account = "devstoreaccount1";

export interface AzuriteOptions {
  /** Made here by default, for 127.0.0.1. */
  readonly certificate?: SelfSigned;
  /** An account instead of Azurite's own, reached under its own name. */
  readonly account?: string;
}

export interface Azurite extends LocalServer {
  /** A new container, signed in to as Verger signs in to Azure: with an Entra ID token. */
  container(name: string): Promise<ContainerClient>;
}

/** Azurite's stand-in for Blob storage, over https and with Entra ID tokens only, from its program at `main`. */
export async function startAzurite(main: string, options: AzuriteOptions = {}): Promise<Azurite> {
  const folder = await mkdtemp(join(tmpdir(), "verger-azurite-"));
  const { certFile, keyFile } = options.certificate ?? (await selfSigned(folder));
  // Nobody signs with the key: only tokens are taken.
  const accounts = options.account && {
    AZURITE_ACCOUNTS: `${options.account}:${Buffer.from("key").toString("base64")}`,
  };

  const flags = ["--disableTelemetry", "--skipApiVersionCheck", "--silent", "--oauth", "basic"];
  const server = await startServer(
    process.execPath,
    (port) => [main, ...flags, "--location", folder, "--blobPort", String(port), "--cert", certFile, "--key", keyFile],
    // Without a token every answer is a refusal, which is an answer.
    async (port) => (await fetch(`https://127.0.0.1:${port}/${account}?comp=list`)).status > 0,
    { ...process.env, ...accounts },
  );
  return {
    ...server,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
    container: async (container) => {
      const client = new ContainerClient(`https://127.0.0.1:${server.port}/${account}/${container}`, {
        getToken: () => Promise.resolve({ token: standInToken(), expiresOnTimestamp: Date.now() + 3_600_000 }),
      });
      await client.create();
      return client;
    },
  };
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token in the form of Entra ID's. Azurite reads its claims and does not check who signed it. */
function standInToken(): string {
  const now = Math.floor(Date.now() / 1000);
  const tenant = "00000000-0000-0000-0000-000000000000";
  const claims = { aud: "https://storage.azure.com", iss: `https://sts.windows.net/${tenant}/`, iat: now, nbf: now };
  return [part({ alg: "none", typ: "JWT" }), part({ ...claims, exp: now + 3600 }), ""].join(".");
}
