import { regionNamed } from "../../config/regions.ts";
import type { Settings } from "../../config/settings.ts";
import type { Resting } from "./residency.ts";

/** Where Pulumi keeps a stack's state, as far as this machine knows. */
export interface BackendSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `backend.url` of Pulumi.yaml. */
  readonly project: string | undefined;
  /** The address of the last `pulumi login`; nothing else of that file. */
  readonly login: string | undefined;
}

/** Where the stack is: its state had best be there too. */
type BesideStack = Pick<Settings, "cloud" | "region">;

/**
 * The state backend in Pulumi's own order: PULUMI_BACKEND_URL, the project's file, the last login. Where none is
 * chosen, one beside the stack is proposed.
 */
export function stateBackend({ environment, project, login }: BackendSources, beside: BesideStack): Resting {
  const url = environment["PULUMI_BACKEND_URL"] ?? project ?? login;
  if (url === undefined) return resting(`not chosen yet: pulumi login ${proposed(beside)}`, {});
  if (url.startsWith("file:")) return resting(url, { region: "this machine", standing: "here" });
  if (!URL.canParse(url)) return resting(url, {});
  const { protocol, hostname, searchParams } = new URL(url);
  if (protocol === "https:" && hostname === "api.pulumi.com")
    return resting("Pulumi Cloud", { region: "api.pulumi.com", country: "US", standing: "outside" });
  if (protocol === "s3:") {
    const name = searchParams.get("region") ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"];
    const region = name === undefined ? undefined : regionNamed(name);
    const standing = region === undefined ? (name === undefined ? "unknown" : "outside") : region.standing;
    return resting(`s3://${hostname}`, {
      region: region?.city ?? name,
      country: region?.country,
      standing: standing === "eu" || standing === "eea" || standing === "unknown" ? standing : "outside",
    });
  }
  return resting(`${protocol}//${hostname}`, {});
}

const proposed = ({ cloud, region }: BesideStack): string =>
  cloud === "aws" ? `'s3://your-bucket?region=${region}'` : "'azblob://your-container?storage_account=your-account'";

function resting(where: string, place: Partial<Resting>): Resting {
  return {
    what: "state",
    holds: "names and settings of the resources",
    where,
    region: undefined,
    country: undefined,
    standing: "unknown",
    ...place,
  };
}
