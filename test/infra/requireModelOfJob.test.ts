import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { requireModelOfJob } from "../../infra/requireModelOfJob.ts";
import { sha256 } from "../../infra/sha256.ts";
import { writeBundle } from "../../job/bundle/writeBundle.ts";
import { JobSpec } from "../../job/contract/jobSpec.ts";
import { modelChoice } from "../../job/engines/spark/modelChoice.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "verger-bundle-"));
});
afterEach(() => rm(folder, { recursive: true }));

const archive = Buffer.from("an archive");
const built = async () => {
  const choice = modelChoice(JobSpec.parse({ weights: "seeded" }));
  const path = await writeBundle({ archive, sha256: sha256(archive), choice }, "x64", folder);
  return { path, sha256: sha256(archive) };
};

/** Found out on the cluster, it costs the cluster's start. */
it("a stack whose job wants another model than the bundle's stops before anything is made", async () => {
  const bundle = await built();
  expect(() => requireModelOfJob(bundle, JobSpec.parse({ weights: "seeded" }))).not.toThrow();
  expect(() => requireModelOfJob(bundle, JobSpec.parse({ weights: "imagenet" }))).toThrow(/weights is imagenet/);
});

it("a bundle that was put there by hand is taken, whatever the note beside it says", async () => {
  const { path } = await built();
  const other = { path, sha256: sha256("another archive") };
  expect(() => requireModelOfJob(other, JobSpec.parse({}))).not.toThrow();
  await writeFile(path.replace(".tar.gz", ".json"), "{");
  expect(() => requireModelOfJob({ path, sha256: sha256(archive) }, JobSpec.parse({}))).not.toThrow();
});
