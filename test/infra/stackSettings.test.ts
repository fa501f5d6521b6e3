import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findBundle } from "../../infra/findBundle.ts";
import { sha256 } from "../../infra/sha256.ts";
import { stackSettings } from "../../infra/stackSettings.ts";
import { emrStack } from "./setup/stacks.ts";

const asPulumiGivesIt = (settings: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [
      `verger:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );

it("reads what Pulumi hands over, and leaves other packages' keys alone", () => {
  const settings = stackSettings({ ...asPulumiGivesIt(emrStack), "aws:region": "eu-west-3" });
  expect(settings).toMatchObject({ region: "eu-west-3", customerKey: true, compute: { platform: "emr" } });
});

it("says which key is wrong and what to write", () => {
  const london = { ...asPulumiGivesIt(emrStack), "verger:region": "eu-west-2" };
  expect(() => stackSettings(london)).toThrow(/verger:region[\s\S]*eu-west-2/);
});

it("finds the bundle the environment names, and says how to make a missing one", () => {
  const folder = mkdtempSync(join(tmpdir(), "verger-bundle-"));
  try {
    expect(() => findBundle(folder, {})).toThrow(/bundle is missing/);
    const path = join(folder, "b.tar.gz");
    writeFileSync(path, "bytes");
    expect(findBundle("/nowhere", { VERGER_BUNDLE: path })).toEqual({ path, sha256: sha256("bytes") });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
