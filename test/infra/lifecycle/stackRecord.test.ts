import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../config/parseSettings.ts";
import type { Settings } from "../../../config/settings.ts";
import { rateNow, spentCost } from "../../../config/cost/spentCost.ts";
import type { Pulumi } from "../../../infra/lifecycle/engine/pulumi.ts";
import { jobOfRecord, readStackRecord } from "../../../infra/lifecycle/stack/stackRecord.ts";
import { runIdOf } from "../../../infra/submission/submissionRequest.ts";
import { emrStack } from "../setup/stacks.ts";
import { request } from "../setup/submissions.ts";

const says =
  (stdout: string, code = 0): Pulumi =>
  async () => ({ code, stdout, output: `warning: a newer version is available\n${stdout}` });

const cluster = { type: "aws:emr/cluster:Cluster", id: "j-1", created: "2026-11-21T02:00:00Z" };
const submission = {
  type: "verger:index:Submission",
  outputs: { request, computeId: "j-1", endsAt: "2026-11-21T04:00:00Z", consoleUrl: "https://console" },
};
const exported = (resources: readonly unknown[], more: object = {}): string =>
  JSON.stringify({ deployment: { resources: [{ type: "pulumi:pulumi:Stack" }, ...resources], ...more } });

describe("what a stack's state knows of its job", () => {
  it("is there while the job runs: before the submission has an end, and before there are outputs", async () => {
    const pending = { pending_operations: [{ type: "creating" }] };
    const record = await readStackRecord(says(exported([cluster, submission], pending)), "aws-paris");
    expect(record).toMatchObject({ resources: 1, unfinished: true });
    expect(jobOfRecord(record)).toMatchObject({ runId: runIdOf(request), computeMadeAt: new Date(cluster.created) });
  });

  it.each([
    [{ type: "verger:aws:Storage", outputs: { bucket: "verger-x" } }, "s3://verger-x"],
    [{ type: "verger:azure:BlobStorage", outputs: { url: "abfss://photographs@x" } }, "abfss://photographs@x"],
    [{ type: "verger:aws:Storage", outputs: { bucket: { secret: true } } }, undefined],
  ])("names the storage that outlives it: %o", async (component, storage) => {
    const record = await readStackRecord(says(exported([cluster, component, submission])), "aws-paris");
    expect(jobOfRecord(record).storage).toBe(storage);
  });

  it("of a stack without a job says how to get one", async () => {
    const record = await readStackRecord(says(exported([cluster])), "aws-paris");
    expect(() => jobOfRecord(record)).toThrow("has no job");
    const empty = await readStackRecord(says(JSON.stringify({ deployment: null })), "aws-paris");
    expect(empty).toEqual({ stack: "aws-paris", resources: 0, unfinished: false, job: undefined });
  });

  it("of a stack the backend does not know is exit code 6", async () => {
    const unknown = says("error: no stack named 'aws-paris' found", 255);
    await expect(readStackRecord(unknown, "aws-paris")).rejects.toMatchObject({ exitCode: 6 });
  });
});

const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 21, hour));

describe("what a run has cost", () => {
  const node = { type: "m5.xlarge", market: "onDemand", from: at(1), to: undefined } as const;

  it("is the hours of every machine until its own end, disks with it", () => {
    const one = spentCost(settings, [node], undefined, at(3));
    const ended = spentCost(settings, [node, { ...node, to: at(2) }], undefined, at(3));
    // 0.224 the machine, 0.048 EMR; 64 + 15 GiB of disk at 0.0928 a month.
    expect(one.known).toBeCloseTo(2 * (0.224 + 0.048 + (79 * 0.0928) / 730), 6);
    expect(ended.known).toBeCloseTo(1.5 * one.known, 6);
  });

  it("counts what stands beside the machines by the started hour, and an unknown price as unknown", () => {
    const notebook = settingsOf({ ...emrStack, notebook: "jupyterhub" });
    const stands = spentCost(notebook, [], at(1), at(2));
    expect(stands.known + stands.unknown.length).toBeGreaterThan(0);
    expect(spentCost(settings, [{ ...node, type: "x9.huge" }], undefined, at(2)).unknown).toContain(
      "x9.huge, on demand",
    );
  });

  it("goes on only for machines that run", () => {
    expect(rateNow(settings, [{ ...node, to: at(2) }], false).known).toBe(0);
    expect(rateNow(settings, [node], false).known).toBeGreaterThan(0.2);
  });
});

const settings = settingsOf(emrStack);

function settingsOf(given: object): Settings {
  const parsed = parseSettings({ ...given });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.settings;
}
