import { SSMClient } from "@aws-sdk/client-ssm";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ec2Logs } from "../../../infra/lifecycle/logs/ec2Logs.ts";
import { emrLogs } from "../../../infra/lifecycle/logs/emrLogs.ts";
import { logSources } from "../../../infra/lifecycle/logs/logSources.ts";
import { readLogs } from "../../../infra/lifecycle/logs/readLogs.ts";
import type { AskedJob } from "../../../infra/lifecycle/stack/stackRecord.ts";
import { diskStorage } from "../../../job/storage/diskStorage.ts";
import type { Storage } from "../../../job/storage/storage.ts";
import { type FakeAws, fakeAws } from "../setup/fakeAws.ts";
import { order, request } from "../setup/submissions.ts";

let folder: string;
let logs: Storage;
let aws: FakeAws | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "verger-logs-"));
  logs = diskStorage(folder);
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await aws?.close();
  await rm(folder, { recursive: true, force: true });
});

const asked: AskedJob = {
  runId: order.runId,
  request,
  endsAt: "2026-11-21T04:00:00Z",
  consoleUrl: "https://console",
  storage: undefined,
  computeMadeAt: undefined,
};

const text = (path: string, content: string): Promise<void> => logs.write(path, Buffer.from(content));
const packed = (path: string, content: string): Promise<void> => logs.write(path, gzipSync(content));

const job = async () => ({ id: "s-2", state: { kind: "failed" as const, reason: "Unknown Error." } });

describe("the logs of EMR", () => {
  it("are the step's own first: Spark's lines, the driver's output, EMR's; another step's and cluster's are not ours", async () => {
    await packed("emr/j-1/steps/s-2/controller.gz", "INFO startExec");
    await packed("emr/j-1/steps/s-2/stdout.gz", "Traceback\nModuleNotFoundError: No module named 'pyarrow'");
    await packed("emr/j-1/steps/s-2/stderr.gz", "INFO SparkContext: stopped");
    await packed("emr/j-1/steps/s-1/stderr.gz", "OutOfMemoryError");
    await packed("emr/j-2/steps/s-2/stderr.gz", "OutOfMemoryError");
    await packed("emr/j-1/containers/application_1/container_1/stderr.gz", "No space left on device");
    const sources = await emrLogs("j-1", job, logs);
    expect(sources.map(({ of, where }) => `${of} ${where.slice(folder.length + 1)}`)).toEqual([
      "driver emr/j-1/steps/s-2/stderr.gz",
      "driver emr/j-1/steps/s-2/stdout.gz",
      "driver emr/j-1/steps/s-2/controller.gz",
      "nodes emr/j-1/containers/application_1/container_1/stderr.gz",
    ]);
    const { cause } = await readLogs(sources, false);
    expect(cause, "a driver writes its traceback to stdout").toMatchObject({
      what: "something the job needs is not on the nodes",
      line: "ModuleNotFoundError: No module named 'pyarrow'",
    });
  });
});

const output = (name: string): string => `ec2/commands/c-1/i-1/awsrunShellScript/0.awsrunShellScript/${name}`;

const sourcesOfEc2 = async () => ec2Logs(asked, new SSMClient(aws?.client ?? {}), logs);

describe("the logs of EC2", () => {
  const command = { CommandId: "c-1", Comment: order.runId, InstanceIds: ["i-1"], Status: "Failed" };
  const boot = "ec2/ip-10-0-0-1.log";
  beforeEach(async () => {
    aws = await fakeAws((operation) =>
      operation === "ListCommands"
        ? { Commands: [command] }
        : { Status: "Failed", StandardErrorContent: "first of stderr", StandardOutputContent: "first of stdout" },
    );
    await text(boot, "cloud-init");
  });

  it("are whole from the bucket, past what Systems Manager keeps", async () => {
    await text(output("stdout"), `${"x".repeat(30_000)}\nNo image in s3://photographs`);
    await text(output("stderr"), "warning");
    await text(output("stderr").replace("c-1", "c-0"), "an earlier command's");
    const found = await sourcesOfEc2();
    expect(found.map(({ of, where }) => `${of} ${where.slice(folder.length + 1)}`)).toEqual([
      `driver ${output("stderr")}`,
      `driver ${output("stdout")}`,
      `nodes ${boot}`,
    ]);
    expect((await readLogs(found, false)).cause?.what).toContain("no pictures");
  });

  it("are Systems Manager's own until the bucket has them, and say that they may be cut", async () => {
    const found = await sourcesOfEc2();
    expect(found.map(({ where }) => where)).toEqual([
      "Systems Manager c-1 stderr (its first 24,000 characters)",
      "Systems Manager c-1 stdout (its first 24,000 characters)",
      join(folder, boot),
    ]);
    expect(await found[0]?.read()).toBe("first of stderr");
  });
});

const listing = (path: string, is_directory: boolean) => ({ path, is_directory, file_size: 5 });

describe("the logs of Databricks", () => {
  it("are the run's own output, then what the cluster left in the stack's volume", async () => {
    const volume = "/Volumes/verger_orchard/photographs";
    const answers: Readonly<Record<string, unknown>> = {
      "/api/2.2/jobs/runs/list": {
        runs: [{ run_id: 7, job_parameters: [{ name: "spec", value: JSON.stringify({ runId: order.runId }) }] }],
      },
      "/api/2.2/jobs/runs/get": { tasks: [{ run_id: 8, cluster_instance: { cluster_id: "c-1" } }] },
      "/api/2.2/jobs/runs/get-output": { error: "the job failed", logs: "OutOfMemoryError" },
      [`/api/2.0/fs/directories${volume}/logs/c-1`]: {
        contents: [listing(`${volume}/logs/c-1/driver`, true), listing(`${volume}/logs/c-1/executor`, true)],
      },
      [`/api/2.0/fs/directories${volume}/logs/c-1/driver`]: {
        contents: [listing(`${volume}/logs/c-1/driver/stdout`, false)],
        next_page_token: "2",
      },
      [`/api/2.0/fs/directories${volume}/logs/c-1/driver?page_token=2`]: {
        contents: [listing(`${volume}/logs/c-1/driver/stderr`, false)],
      },
      [`/api/2.0/fs/directories${volume}/logs/c-1/executor`]: {
        contents: [listing(`${volume}/logs/c-1/executor/0/stderr`, true)],
      },
      [`/api/2.0/fs/directories${volume}/logs/c-1/executor/0/stderr`]: {
        contents: [listing(`${volume}/logs/c-1/executor/0/stderr/stderr`, false)],
      },
    };
    vi.stubGlobal("fetch", async (input: string | URL) => {
      const { pathname, search } = new URL(input);
      const found = answers[`${pathname}${search}`] ?? answers[pathname];
      return found === undefined ? new Response("", { status: 404 }) : Response.json(found);
    });
    const onDatabricks: AskedJob = {
      ...asked,
      request: {
        ...request,
        runs: `${volume}/runs/`,
        target: { platform: "databricks", host: "https://dbc-1.cloud.databricks.com", jobId: "1001" },
      },
    };
    const surroundings = { environment: { DATABRICKS_TOKEN: "marker-token" }, workingFolder: "/" };
    const sources = await logSources(onDatabricks, surroundings);
    expect(sources.map(({ of, where }) => `${of} ${where.replace(volume, "")}`)).toEqual([
      "driver Databricks run 8",
      "driver /logs/c-1/driver/stderr",
      "driver /logs/c-1/driver/stdout",
      "nodes /logs/c-1/executor/0/stderr/stderr",
    ]);
    expect(await sources[0]?.read()).toBe("OutOfMemoryError\nthe job failed");
  });
});
