import {
  AddJobFlowStepsCommand,
  CancelStepsCommand,
  type ClusterState,
  DescribeClusterCommand,
  DescribeStepCommand,
  EMRClient,
  ListInstanceFleetsCommand,
  PutAutoTerminationPolicyCommand,
  RunJobFlowCommand,
  type Step,
} from "@aws-sdk/client-emr";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { emrSubmitter } from "../../infra/submission/emrSubmitter.ts";
import { isOver, type JobState, type RunOrder } from "../../infra/submission/jobSubmitter.ts";
import { openStorage } from "../../job/storage/openStorage.ts";
import type { Storage } from "../../job/storage/storage.ts";
import { describeNeedingAll } from "../setup/needing.ts";
import { localRun } from "../spark/localRun.ts";
import { picture, writeFiles } from "../spark/pictures.ts";
import { resultsOf } from "../spark/resultsOf.ts";
import { sparkHome } from "../spark/sparkHome.ts";
import { copyOut } from "./setup/copyOut.ts";
import { startLocalEmr } from "./setup/localEmr/startLocalEmr.ts";
import { motoEnvironment } from "./setup/startMoto.ts";
import type { LocalServer } from "./setup/startServer.ts";

const region = "eu-west-3";
const bucket = "orchard-emr";
const spec = { weights: "seeded:0", components: 3 } as const;

function order(runId: string): RunOrder {
  return { runId, images: `s3://${bucket}/images/`, runs: `s3://${bucket}/runs/`, job: spec };
}

/** The Spark job as an EMR step, on real Spark, reading and writing S3 through S3A: what a user's cluster does. */
describeNeedingAll(["moto", "spark35", "s3a"], "a step on EMR (local EMR, real Spark)", (needed) => {
  let folder: string;
  let server: LocalServer;
  let emr: EMRClient;
  let storage: Storage;
  let images: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "verger-local-emr-"));
    const home = await sparkHome(join(folder, "home"), spec);
    const local = await startLocalEmr({
      moto: needed.moto,
      spark: needed.spark35,
      s3a: needed.s3a,
      folder: join(folder, "emr"),
      home,
    });
    server = local;
    for (const [name, value] of Object.entries(motoEnvironment(local.endpoint))) vi.stubEnv(name, value);
    emr = new EMRClient({ region });
    const s3 = new S3Client({ region });
    await s3.send(
      new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: region } }),
    );
    s3.destroy();
    storage = await openStorage(`s3://${bucket}`, { workingFolder: folder, environment: {} });
    const files: Record<string, Uint8Array> = {};
    for (let number = 0; number < 24; number++)
      files[`pommes d'été ${number % 3}/${number}.jpg`] = await picture(number);
    files["vide.jpg"] = new Uint8Array();
    images = await writeFiles(join(folder, "images"), files);
    for (const [path, content] of Object.entries(files)) await storage.write(`images/${path}`, content);
  });
  afterAll(async () => {
    emr.destroy();
    vi.unstubAllEnvs();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function cluster(): Promise<string> {
    const { JobFlowId } = await emr.send(
      new RunJobFlowCommand({
        Name: "orchard",
        ReleaseLabel: "emr-7.13.0",
        LogUri: `s3://${bucket}/logs/emr/`,
        JobFlowRole: "node",
        ServiceRole: "emr",
        Instances: {
          KeepJobFlowAliveWhenNoSteps: true,
          InstanceFleets: [{ InstanceFleetType: "MASTER", Name: "primary", TargetOnDemandCapacity: 1 }],
        },
      }),
    );
    return JobFlowId ?? "";
  }

  async function untilOver(clusterId: string, id: string): Promise<JobState> {
    const submitter = emrSubmitter(emr, clusterId);
    for (;;) {
      const state = await submitter.stateOf(id);
      if (isOver(state)) return state;
      await sleep(500);
    }
  }

  const stateOf = async (clusterId: string): Promise<ClusterState | undefined> =>
    (await emr.send(new DescribeClusterCommand({ ClusterId: clusterId }))).Cluster?.Status?.State;

  it("gives the features and the projections of the local engine, in S3", { timeout: 600_000 }, async () => {
    const id = await cluster();
    const { id: step } = await emrSubmitter(emr, id).start(order("one"));
    const state = await untilOver(id, step);
    const log = gunzipSync(await storage.read(`logs/emr/${id}/steps/${step}/stderr.gz`)).toString();
    expect(state, log.slice(-3000)).toEqual({ kind: "completed" });

    const there = await resultsOf(await copyOut(storage, "runs/one", join(folder, "fetched")));
    const here = await resultsOf(await localRun(images, join(folder, "runs"), spec));
    expect(there.features).toEqual(here.features);
    expect(there.manifest).toMatchObject({ state: "succeeded", counts: { images: 25, features: 24, rejects: 1 } });
    expect(await storage.size("runs/one/_SUCCESS")).toBe(0);
    expect(await stateOf(id)).toBe("WAITING");
  });

  it("that fails says so, and its log is where EMR puts it", { timeout: 300_000 }, async () => {
    const id = await cluster();
    const none = { ...order("none"), images: `s3://${bucket}/nothing-there/` };
    const { id: step } = await emrSubmitter(emr, id).start(none);
    const logs = `logs/emr/${id}/steps/${step}`;
    expect(await untilOver(id, step)).toEqual({
      kind: "failed",
      reason: "Unknown Error.",
      log: `s3://${bucket}/${logs}/stderr.gz`,
    });
    // spark-submit sends what a Python driver says on either to stdout.
    expect(gunzipSync(await storage.read(`${logs}/stdout.gz`)).toString()).toContain(
      `No image in s3://${bucket}/nothing-there`,
    );
    expect(gunzipSync(await storage.read(`${logs}/stderr.gz`)).toString()).toContain("SparkContext");
    expect((await storage.list(`logs/emr/${id}/containers/`)).map(({ path }) => path)).toHaveLength(1);
  });

  it("is cancelled: one that runs is ended, one that waits never begins", { timeout: 300_000 }, async () => {
    const id = await cluster();
    const submitter = emrSubmitter(emr, id);
    const [first, second] = [await submitter.start(order("first")), await submitter.start(order("second"))];
    while ((await submitter.stateOf(first.id)).kind === "waiting") await sleep(100);
    await submitter.cancel(second.id);
    await submitter.cancel(first.id);
    expect(await untilOver(id, second.id)).toEqual({ kind: "cancelled" });
    expect(await untilOver(id, first.id)).toEqual({ kind: "cancelled" });
    expect((await describeStep(id, second.id))?.Status?.Timeline?.StartDateTime).toBeUndefined();
    const again = await emr.send(new CancelStepsCommand({ ClusterId: id, StepIds: [first.id] }));
    expect(again.CancelStepsInfoList).toMatchObject([{ StepId: first.id, Status: "FAILED" }]);
  });

  it(
    "leaves a cluster that ends by itself when it is idle, or when the step says so",
    { timeout: 120_000 },
    async () => {
      const idle = await cluster();
      await emr.send(
        new PutAutoTerminationPolicyCommand({ ClusterId: idle, AutoTerminationPolicy: { IdleTimeout: 1 } }),
      );
      const failing = await cluster();
      await emr.send(
        new AddJobFlowStepsCommand({
          JobFlowId: failing,
          Steps: [
            {
              Name: "no such program",
              ActionOnFailure: "TERMINATE_CLUSTER",
              HadoopJarStep: { Jar: "command-runner.jar", Args: ["hadoop-streaming"] },
            },
          ],
        }),
      );
      while ((await stateOf(idle)) !== "TERMINATED" || (await stateOf(failing)) !== "TERMINATED_WITH_ERRORS")
        await sleep(200);
      const { InstanceFleets } = await emr.send(new ListInstanceFleetsCommand({ ClusterId: idle }));
      expect(InstanceFleets).toMatchObject([{ Name: "primary", Status: { State: "TERMINATED" } }]);
    },
  );

  async function describeStep(clusterId: string, id: string): Promise<Step | undefined> {
    return (await emr.send(new DescribeStepCommand({ ClusterId: clusterId, StepId: id }))).Step;
  }
});
