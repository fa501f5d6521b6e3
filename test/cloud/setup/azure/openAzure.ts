import { openTunnel, type OpenTunnel } from "../openTunnel.ts";
import type { SelfSigned } from "../selfSigned.ts";
import { azureNames, type LocalAzure, startAzure } from "./startAzure.ts";

/** Azure's stand-in under Azure's own names. Its environment says who signs in, too. */
export interface OpenAzure extends OpenTunnel {
  readonly azure: LocalAzure;
}

export interface OpenAzureOptions {
  /** More names, each with the port of its server on this machine. */
  readonly servers?: (certificate: SelfSigned, azure: LocalAzure) => Promise<Readonly<Record<string, number>>>;
  /** Names among `servers`, known beforehand for the certificate. */
  readonly names?: readonly string[];
}

/** Starts the stand-in for the Resource Manager and Entra ID, and a way to them. */
export async function openAzure({ servers, names = [] }: OpenAzureOptions = {}): Promise<OpenAzure> {
  const started: LocalAzure[] = [];
  const open = await openTunnel([...azureNames, ...names], async (certificate) => {
    const azure = await startAzure(certificate);
    started.push(azure);
    const more = (await servers?.(certificate, azure)) ?? {};
    return { ...Object.fromEntries(azureNames.map((name) => [name, azure.port])), ...more };
  });
  const [azure] = started;
  if (azure === undefined) throw new Error("the stand-in for Azure was not started");
  return {
    ...open,
    azure,
    environment: { ...azure.environment, ...open.environment },
    close: async () => {
      await open.close();
      await azure.stop();
    },
  };
}
