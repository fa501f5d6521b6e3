import { existsSync } from "node:fs";
import type { Settings } from "../../../config/settings.ts";
import { findBundle } from "../../findBundle.ts";
import { jobOf } from "../../jobOf.ts";
import type { Resting } from "../../plan/residency.ts";
import type { Pulumi } from "../engine/pulumi.ts";
import { requireModelOfJob } from "../../requireModelOfJob.ts";
import { type Check, failed, ok, unknown } from "./check.ts";

export interface LocalChecks {
  readonly pulumi: Pulumi;
  readonly backend: Resting;
  /** The text of the stack's file. */
  readonly stackFile: string;
  readonly settings: Settings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder of the package, where a bundle is built. */
  readonly home: string;
}

/** The oldest Pulumi command line the stacks are tested with. */
const oldestPulumi: readonly [number, number, number] = [3, 256, 0];
const installPulumi = "install it: https://www.pulumi.com/docs/iac/download-install/";

/** What must be well on this machine. */
export function localChecks(given: LocalChecks): readonly Check[] {
  return [
    { name: "pulumi", look: () => pulumiVersion(given.pulumi) },
    { name: "state", look: async () => stateInTheEu(given) },
    { name: "secrets", look: async () => secretsProvider(given) },
    { name: "bundle", look: async () => bundle(given) },
  ];
}

async function pulumiVersion(pulumi: Pulumi) {
  const { code, stdout } = await pulumi(["version"]);
  const version = /v?(\d+)\.(\d+)\.(\d+)/.exec(stdout);
  if (code !== 0 || version === null) return failed("the Pulumi command line does not say its version", installPulumi);
  const text = version[0].replace(/^v/, "");
  return isOlder(version.slice(1).map(Number), oldestPulumi)
    ? failed(`pulumi ${text} is older than ${oldestPulumi.join(".")}`, installPulumi)
    : ok(`pulumi ${text}`);
}

function isOlder(version: readonly number[], oldest: readonly number[]): boolean {
  const at = oldest.findIndex((part, index) => part !== version[index]);
  return at !== -1 && (version[at] ?? 0) < (oldest[at] ?? 0);
}

function stateInTheEu({ backend, settings }: LocalChecks) {
  const { where, region, country, standing } = backend;
  const place = [where, region, country].filter((part) => part !== undefined).join(", ");
  const fix = `pulumi login 's3://your-bucket?region=${settings.cloud === "aws" ? settings.region : "eu-west-3"}', or a folder: pulumi login file://…`;
  if (standing === "outside") return failed(`the state would rest outside the EU: ${place}`, fix);
  if (where.startsWith("not chosen")) return failed("no state backend is chosen", fix);
  return standing === "unknown"
    ? unknown(`${place}: its region is not known`, "add ?region=… to the address")
    : ok(place);
}

/** Secrets of the state are encrypted with a passphrase unless the stack's file names a provider. */
function secretsProvider({ stackFile, environment, backend }: LocalChecks) {
  const provider = /^secretsprovider:\s*(\S+)/m.exec(stackFile)?.[1];
  if (provider !== undefined && provider !== "passphrase") return ok(provider.split("?")[0] ?? provider);
  if (backend.where === "Pulumi Cloud") return ok("Pulumi Cloud's own");
  const { PULUMI_CONFIG_PASSPHRASE: passphrase, PULUMI_CONFIG_PASSPHRASE_FILE: file } = environment;
  if (file !== undefined && file !== "")
    return existsSync(file)
      ? ok("a passphrase, from its file")
      : failed("PULUMI_CONFIG_PASSPHRASE_FILE names no file", "write the passphrase there, readable by you alone");
  if (passphrase === undefined)
    return failed(
      "the state's secrets have no passphrase",
      "set PULUMI_CONFIG_PASSPHRASE_FILE, or a provider: pulumi stack change-secrets-provider",
    );
  return passphrase === ""
    ? unknown("an empty passphrase: secrets are as good as plain text", "choose one")
    : ok("a passphrase");
}

/** The archive is there, and has the model in it that the stack's job asks for. */
function bundle({ home, environment, settings }: LocalChecks) {
  const found = findBundle(home, environment);
  requireModelOfJob(found, jobOf(settings).spec);
  const { path, sha256 } = found;
  return ok(`${path.split("/").at(-1)} ${sha256.slice(0, 12)}…`);
}
