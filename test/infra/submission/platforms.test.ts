import { spawnSync } from "node:child_process";
import { EMRClient } from "@aws-sdk/client-emr";
import { SSMClient } from "@aws-sdk/client-ssm";
import { afterEach, describe, expect, it } from "vitest";
import { instancePolicy } from "../../../infra/aws/policies/instancePolicy.ts";
import { commandLogs } from "../../../infra/storageLayout.ts";
import { specOf } from "../../../infra/submission/jobSubmitter.ts";
import { primaryCommand } from "../../../infra/submission/bundleCommands.ts";
import { databricksApi } from "../../../infra/submission/databricksApi.ts";
import { databricksSubmitter } from "../../../infra/submission/databricksSubmitter.ts";
import { emrSubmitter } from "../../../infra/submission/emrSubmitter.ts";
import { ssmSubmitter } from "../../../infra/submission/ssmSubmitter.ts";
import { type FakeAws, fakeAws } from "../setup/fakeAws.ts";
import { order, quickClock } from "../setup/submissions.ts";

const step = (Name: string, State: string, extra: Record<string, unknown> = {}) => ({
  Id: `s-${Name}`,
  Name,
  Status: { State, ...extra },
});

/** A workspace of the public REST shapes: what was asked, and the next answers. */
function workspace(answers: readonly (readonly [status: number, body: unknown])[]) {
  const asked: { url: string; body: unknown; authorization: string | null }[] = [];
  const fetch: typeof globalThis.fetch = (url, init) => {
    const [status, body] = answers[asked.length] ?? [500, { message: "no more answers" }];
    const text = typeof init?.body === "string" ? init.body : "null";
    asked.push({
      url: url instanceof Request ? url.url : url.toString(),
      body: text.startsWith("grant_type") ? text : JSON.parse(text),
      authorization: new Headers(init?.headers).get("authorization"),
    });
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  };
  return { asked, fetch };
}

const runs = (...states: readonly Record<string, string>[]) => ({
  runs: states.map((state, index) => ({
    run_id: 7 + index,
    state,
    job_parameters: [{ name: "spec", value: specOf(order) }],
  })),
});

let aws: FakeAws | undefined;
afterEach(() => aws?.close());

describe("EMR", () => {
  it("adds one step that runs the bundle's driver with the order as JSON", async () => {
    aws = await fakeAws(() => ({ StepIds: ["s-1"] }));
    expect(await emrSubmitter(new EMRClient(aws.client), "j-1").start(order)).toMatchObject({ id: "s-1" });
    expect(aws.calls).toEqual([
      {
        operation: "AddJobFlowSteps",
        input: {
          JobFlowId: "j-1",
          Steps: [
            {
              Name: order.runId,
              ActionOnFailure: "CONTINUE",
              HadoopJarStep: {
                Jar: "command-runner.jar",
                Args: [
                  "spark-submit",
                  "--deploy-mode",
                  "client",
                  "--name",
                  order.runId,
                  "/opt/verger/spark/driver.py",
                  "--spec",
                  specOf(order),
                ],
              },
            },
          ],
        },
      },
    ]);
  });

  it("finds its step by name on a later page", async () => {
    aws = await fakeAws((_operation, { Marker }) =>
      Marker === undefined
        ? { Steps: [step("another", "RUNNING")], Marker: "more" }
        : { Steps: [step(order.runId, "RUNNING")] },
    );
    const found = await emrSubmitter(new EMRClient(aws.client), "j-1").find(order.runId);
    expect(found).toEqual({ id: `s-${order.runId}`, state: { kind: "running" } });
  });

  it("knows nothing of a step that is not there", async () => {
    aws = await fakeAws(() => ({ Steps: [step("another", "RUNNING")] }));
    expect(await emrSubmitter(new EMRClient(aws.client), "j-1").find(order.runId)).toBeUndefined();
  });

  it.each([
    ["PENDING", "waiting"],
    ["RUNNING", "running"],
    ["CANCEL_PENDING", "running"],
    ["COMPLETED", "completed"],
    ["CANCELLED", "cancelled"],
    ["FAILED", "failed"],
    ["INTERRUPTED", "failed"],
  ])("reads %s as %s", async (State, kind) => {
    aws = await fakeAws(() => ({ Step: step(order.runId, State) }));
    expect(await emrSubmitter(new EMRClient(aws.client), "j-1").stateOf("s-1")).toMatchObject({ kind });
  });

  it("tells a failed step's own message and log", async () => {
    const FailureDetails = { Reason: "Unknown Error.", Message: "no image could be read", LogFile: "s3://b/logs/x" };
    aws = await fakeAws(() => ({ Step: step(order.runId, "FAILED", { FailureDetails }) }));
    expect(await emrSubmitter(new EMRClient(aws.client), "j-1").stateOf("s-1")).toEqual({
      kind: "failed",
      reason: "no image could be read",
      log: "s3://b/logs/x",
    });
  });

  it("survives throttling: a busy API is no failed job", async () => {
    let busy = 2;
    aws = await fakeAws(() =>
      busy-- > 0 ? { status: 400, error: "ThrottlingException" } : { Step: step(order.runId, "RUNNING") },
    );
    expect(await emrSubmitter(new EMRClient(aws.client), "j-1").stateOf("s-1")).toEqual({ kind: "running" });
    expect(aws.calls).toHaveLength(3);
  });
});

describe("EC2, through Systems Manager", () => {
  const primary = { name: "verger-primary", workers: 0, maxHours: 2, sleep: quickClock().sleep };
  const online = { InstanceInformationList: [{ InstanceId: "i-1", PingStatus: "Online" }] };

  it("waits for the instance to report, then sends one command that ends with the budget's hours", async () => {
    let asked = 0;
    aws = await fakeAws((operation) => {
      if (operation === "DescribeInstanceInformation") return ++asked < 3 ? { InstanceInformationList: [] } : online;
      return { Command: { CommandId: "c-1" } };
    });
    expect(await ssmSubmitter(new SSMClient(aws.client), primary).start(order)).toMatchObject({ id: "c-1" });
    expect(asked).toBe(3);
    expect(aws.calls.at(-1)).toEqual({
      operation: "SendCommand",
      input: {
        InstanceIds: ["i-1"],
        DocumentName: "AWS-RunShellScript",
        Comment: order.runId,
        OutputS3BucketName: "bucket",
        OutputS3KeyPrefix: "logs/ec2/commands",
        Parameters: { commands: [primaryCommand(order, 0)], executionTimeout: ["7200"] },
      },
    });
  });

  it("has its whole output left where the instance may add logs, and nowhere else", () => {
    const place = { partition: "aws", region: "eu-west-3", account: "123456789012" };
    const images = { bucket: "photographs", prefix: "" };
    const { Statement } = instancePolicy({ place, bucket: "bucket", images });
    const mayAdd = Statement.filter(({ Action }) => Action.includes("s3:PutObject"));
    expect(mayAdd.flatMap(({ Resource = [] }) => Resource)).toEqual([
      "arn:aws:s3:::bucket/runs/*",
      "arn:aws:s3:::bucket/logs/*",
    ]);
    expect(commandLogs.prefix).toMatch(/^logs\/./);
  });

  it("says where to look when the instance never reports", async () => {
    aws = await fakeAws(() => ({ InstanceInformationList: [] }));
    await expect(ssmSubmitter(new SSMClient(aws.client), primary).start(order)).rejects.toMatchObject({
      exitCode: 9,
      hint: expect.stringContaining("logs/ec2/"),
    });
  });

  it("finds its command by the comment, and tells a failure's last line", async () => {
    aws = await fakeAws((operation) => {
      if (operation === "DescribeInstanceInformation") return online;
      if (operation === "ListCommands")
        return { Commands: [{ CommandId: "c-1", Comment: order.runId, Status: "InProgress" }] };
      return { Status: "Failed", StandardErrorContent: "trace\nno image could be read\n" };
    });
    const submitter = ssmSubmitter(new SSMClient(aws.client), primary);
    expect(await submitter.find(order.runId)).toEqual({ id: "c-1", state: { kind: "running" } });
    expect(await submitter.stateOf("c-1")).toEqual({ kind: "failed", reason: "no image could be read" });
  });

  it.each([0, 3])("hands the order to the shell unharmed, with %i workers", (workers) => {
    const command = primaryCommand(order, workers).replace(/^systemd-run (--\S+ )+\S+/, "printf '%s\\n'");
    const { stdout } = spawnSync("sh", ["-c", command], { encoding: "utf8" });
    expect(JSON.parse(stdout.trim().split("\n").at(-1) ?? "")).toEqual({
      ...order.job,
      images: order.images,
      out: order.runs,
      runId: order.runId,
    });
    expect(stdout.includes("$(")).toBe(false);
  });
});

describe("Databricks", () => {
  const host = "https://adb-1.2.azuredatabricks.net";
  const environment = { DATABRICKS_TOKEN: "marker-token" };

  const submitterOn = async (answers: readonly (readonly [number, unknown])[]) => {
    const { asked, fetch } = workspace(answers);
    const api = await databricksApi({ host, environment, fetch, retryMs: 1 });
    return { asked, submitter: databricksSubmitter(api, "1001") };
  };

  it("runs the job with a token that makes a second call harmless", async () => {
    const { asked, submitter } = await submitterOn([
      [200, {}],
      [200, { run_id: 7 }],
    ]);
    expect(await submitter.start(order)).toMatchObject({ id: "7" });
    expect(asked.at(-1)).toMatchObject({
      url: `${host}/api/2.2/jobs/run-now`,
      body: {
        job_id: 1001,
        idempotency_token: `${order.runId}-0`,
        job_parameters: { spec: specOf(order) },
      },
    });
  });

  it("gives an attempt after a failure a token of its own: the old one would give back the failed run", async () => {
    const failed = { life_cycle_state: "TERMINATED", result_state: "FAILED" };
    const { asked, submitter } = await submitterOn([
      [200, runs(failed, failed)],
      [200, { run_id: 9 }],
    ]);
    await submitter.start(order);
    expect(asked.at(-1)?.body).toMatchObject({ idempotency_token: `${order.runId}-2` });
  });

  it.each([
    [{ life_cycle_state: "QUEUED" }, "waiting"],
    [{ life_cycle_state: "PENDING" }, "waiting"],
    [{ life_cycle_state: "RUNNING" }, "running"],
    [{ life_cycle_state: "TERMINATING" }, "running"],
    [{ life_cycle_state: "TERMINATED", result_state: "SUCCESS" }, "completed"],
    [{ life_cycle_state: "TERMINATED", result_state: "CANCELED" }, "cancelled"],
    [{ life_cycle_state: "TERMINATED", result_state: "TIMEDOUT" }, "failed"],
    [{ life_cycle_state: "INTERNAL_ERROR", state_message: "no node" }, "failed"],
    [{ life_cycle_state: "SKIPPED" }, "failed"],
  ])("reads %o as %s", async (state, kind) => {
    const { submitter } = await submitterOn([[200, runs(state)]]);
    expect(await submitter.find(order.runId)).toMatchObject({ id: "7", state: { kind } });
  });

  it("tries again what may pass, and not what will not", async () => {
    const passing = await submitterOn([
      [503, {}],
      [429, {}],
      [200, runs({ life_cycle_state: "RUNNING" })],
    ]);
    expect(await passing.submitter.find(order.runId)).toMatchObject({ id: "7" });
    expect(passing.asked).toHaveLength(3);

    const refused = await submitterOn([[403, { error_code: "PERMISSION_DENIED", message: "no rights on job 1001" }]]);
    await expect(refused.submitter.find(order.runId)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining("no rights on job 1001"),
    });
    expect(refused.asked).toHaveLength(1);
  });

  it("never shows a token in an error", async () => {
    const { submitter } = await submitterOn([[400, { message: "bad request" }]]);
    await expect(submitter.find(order.runId)).rejects.toSatisfy(
      (error) => error instanceof Error && !JSON.stringify([error.message, error.stack]).includes("marker-token"),
    );
  });

  it("signs in as a service principal", async () => {
    const { asked, fetch } = workspace([
      [200, { access_token: "short-lived" }],
      [200, {}],
    ]);
    const principal = { DATABRICKS_CLIENT_ID: "id", DATABRICKS_CLIENT_SECRET: "secret" };
    const api = await databricksApi({ host, environment: principal, fetch });
    await databricksSubmitter(api, "1001").find("r");
    expect(asked[0]).toMatchObject({
      url: `${host}/oidc/v1/token`,
      authorization: `Basic ${Buffer.from("id:secret").toString("base64")}`,
    });
    expect(asked[1]?.authorization).toBe("Bearer short-lived");
  });

  it("says what to set when there is nothing to sign in with", async () => {
    const elsewhere = "https://dbc-1.cloud.databricks.com";
    await expect(databricksApi({ host: elsewhere, environment: {}, fetch })).rejects.toThrow(/nothing to sign in/);
  });

  it("on Azure is signed in to as who makes the stack: a new workspace knows no token yet", async () => {
    const { asked, fetch } = workspace([
      [200, { access_token: "of-entra" }],
      [200, {}],
    ]);
    const arm = { ARM_TENANT_ID: "t", ARM_CLIENT_ID: "id", ARM_CLIENT_SECRET: "secret" };
    await databricksSubmitter(await databricksApi({ host, environment: arm, fetch }), "1001").find("r");
    expect(asked[0]?.url).toBe("https://login.microsoftonline.com/t/oauth2/v2.0/token");
    expect(asked[1]?.authorization).toBe("Bearer of-entra");
  });

  it("on Azure says why it cannot be signed in to, and what to do", async () => {
    const { fetch } = workspace([[401, { error_description: "AADSTS7000215: Invalid client secret provided." }]]);
    const arm = { ARM_TENANT_ID: "t", ARM_CLIENT_ID: "id", ARM_CLIENT_SECRET: "marker-secret" };
    const failed = databricksApi({ host, environment: arm, fetch });
    await expect(failed).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining("AADSTS7000215"),
      hint: expect.stringContaining("ARM_CLIENT_SECRET"),
    });
    await expect(failed).rejects.not.toMatchObject({ message: expect.stringContaining("marker") });
  });
});
