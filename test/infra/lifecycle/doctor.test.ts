import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../config/parseSettings.ts";
import type { Settings } from "../../../config/settings.ts";
import { simulated } from "../../../infra/lifecycle/doctor/awsChecks.ts";
import { examineAll, type Finding } from "../../../infra/lifecycle/doctor/check.ts";
import { clockCheck } from "../../../infra/lifecycle/doctor/clockCheck.ts";
import { type LocalChecks, localChecks } from "../../../infra/lifecycle/doctor/localChecks.ts";
import { addressesNeeded, coresNeeded } from "../../../infra/lifecycle/doctor/quotas.ts";
import { stateBackend } from "../../../infra/plan/stateBackend.ts";
import { sha256 } from "../../../infra/sha256.ts";
import { writeBundle } from "../../../job/bundle/writeBundle.ts";
import { exitCodes, VergerError } from "../../../job/contract/errors.ts";
import { JobSpec } from "../../../job/contract/jobSpec.ts";
import { modelChoice } from "../../../job/engines/spark/modelChoice.ts";
import { databricksOnAwsStack, emrStack } from "../setup/stacks.ts";

const backend = (url: string) =>
  stateBackend(
    { environment: { PULUMI_BACKEND_URL: url }, project: undefined, login: undefined },
    { cloud: "aws", region: "eu-west-3" },
  );

async function found(name: string, given: Partial<LocalChecks> & { readonly version?: string }): Promise<Finding> {
  const { version = "v3.270.0", ...others } = given;
  const checks = localChecks({
    pulumi: async () => ({ code: 0, output: version, stdout: version }),
    backend: backend("s3://state?region=eu-west-3"),
    stackFile: "config: {}\n",
    settings: settingsOf(emrStack),
    environment: { PULUMI_CONFIG_PASSPHRASE: "marker-passphrase" },
    home: "/nowhere",
    ...others,
  });
  const all = await examineAll(checks);
  expect(JSON.stringify(all)).not.toContain("marker-passphrase");
  return all.find((each) => each.name === name) ?? { name, verdict: "unknown", found: "not asked" };
}

describe("the doctor on this machine", () => {
  it.each([
    ["v3.256.0", "ok"],
    ["v3.255.9", "failed"],
    ["v4.0.0", "ok"],
    ["v2.999.0", "failed"],
    ["no version", "failed"],
  ])("pulumi %s is %s", async (version, verdict) => {
    expect(await found("pulumi", { version })).toMatchObject({ verdict });
  });

  it("refuses a state outside the EU, and one that nobody chose", async () => {
    expect(await found("state", { backend: backend("s3://state?region=us-east-1") })).toMatchObject({
      verdict: "failed",
      fix: expect.stringContaining("pulumi login"),
    });
    expect(await found("state", { backend: backend("https://api.pulumi.com") })).toMatchObject({ verdict: "failed" });
    expect(await found("state", {})).toMatchObject({ verdict: "ok" });
  });

  it("wants a passphrase unless the stack names a provider", async () => {
    expect(await found("secrets", { environment: {} })).toMatchObject({ verdict: "failed" });
    const stackFile = "secretsprovider: awskms://alias/x?region=eu-west-3\n";
    expect(await found("secrets", { environment: {}, stackFile })).toMatchObject({ verdict: "ok" });
  });

  it("says that the job asks for another model than the bundle has, and how to build the right one", async () => {
    const folder = await mkdtemp(join(tmpdir(), "verger-doctor-"));
    const archive = Buffer.from("an archive");
    const choice = modelChoice(JobSpec.parse({ weights: "seeded" }));
    const path = await writeBundle({ archive, sha256: sha256(archive), choice }, "x64", folder);
    const environment = { VERGER_BUNDLE: path };
    const settings = settingsOf(emrStack);
    const asking = (weights: string): Settings => ({ ...settings, job: { ...settings.job, weights } });
    expect(await found("bundle", { environment, settings: asking("seeded") })).toMatchObject({ verdict: "ok" });
    expect(await found("bundle", { environment, settings: asking("imagenet") })).toMatchObject({
      verdict: "failed",
      found: expect.stringContaining("weights is imagenet"),
      fix: expect.stringContaining("bundle build"),
    });
    await rm(folder, { recursive: true });
  });

  it("says how to build a bundle that is missing", async () => {
    expect(await found("bundle", {})).toMatchObject({
      verdict: "failed",
      fix: expect.stringContaining("bundle build"),
    });
  });
});

describe("the doctor in the clouds", () => {
  it("counts the cores that may be bought, by market", () => {
    expect(coresNeeded(settingsOf(emrStack))).toEqual({ onDemand: 4 + 4, spot: 7 * 4 });
    expect(addressesNeeded(settingsOf(databricksOnAwsStack))).toBe(1);
  });

  it("simulates a session as its role, and never root", () => {
    expect(simulated("arn:aws:sts::123456789012:assumed-role/operator/ada")).toBe(
      "arn:aws:iam::123456789012:role/operator",
    );
    expect(simulated("arn:aws:iam::123456789012:user/ada")).toBe("arn:aws:iam::123456789012:user/ada");
    expect(simulated("arn:aws:iam::123456789012:root")).toBeUndefined();
  });

  it.each([
    [5, "ok"],
    [-600, "failed"],
  ])("a clock that is %i seconds off is %s", async (off, verdict) => {
    const now = new Date("2026-11-21T09:00:00Z");
    const date = new Date(now.getTime() + off * 1000).toUTCString();
    const fetch: typeof globalThis.fetch = async () => new Response(null, { headers: { date } });
    const [finding] = await examineAll([clockCheck("https://cloud", fetch, () => now)]);
    expect(finding).toMatchObject({ verdict });
  });

  it("what cannot be asked stops nobody and is never well; a refusal is a finding with its fix", async () => {
    const refused = new VergerError(exitCodes.auth, "expired", "sign in");
    const [network, auth] = await examineAll([
      { name: "network", look: () => Promise.reject(new TypeError("marker-secret in a message")) },
      { name: "auth", look: () => Promise.reject(refused) },
    ]);
    expect(network).toEqual({ name: "network", verdict: "unknown", found: "could not be asked: TypeError" });
    expect(auth).toMatchObject({ verdict: "failed", found: "expired", fix: "sign in" });
  });
});

function settingsOf(given: object): Settings {
  const parsed = parseSettings({ ...given });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.settings;
}
