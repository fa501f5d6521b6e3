import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askWorkspace } from "../../infra/lifecycle/databricks/askWorkspace.ts";
import { takeReceipt } from "../../infra/lifecycle/receipt/takeReceipt.ts";
import { fetchRun } from "../../infra/lifecycle/results/fetchRun.ts";
import { volumeFiles } from "../../infra/lifecycle/results/volumeFiles.ts";
import { type DatabricksApi, databricksApi } from "../../infra/submission/databricksApi.ts";
import { databricksSubmitter } from "../../infra/submission/databricksSubmitter.ts";
import { isOver, type JobState, type RunOrder } from "../../infra/submission/jobSubmitter.ts";
import { diskStorage } from "../../job/storage/diskStorage.ts";
import { describeNeeding } from "../setup/needing.ts";
import { localRun } from "../spark/localRun.ts";
import { picture, writeFiles } from "../spark/pictures.ts";
import { resultsOf } from "../spark/resultsOf.ts";
import { sparkHome } from "../spark/sparkHome.ts";
import { databricksToken, type LocalDatabricks, startDatabricks } from "./setup/databricks/startDatabricks.ts";
import { selfSigned } from "./setup/selfSigned.ts";

const spec = { weights: "seeded:0", components: 3 } as const;
const volume = (name: string): string => `/Volumes/verger_orchard/photographs/${name}/`;

const settings = (more: object = {}) => ({
  name: "verger-orchard",
  max_concurrent_runs: 1,
  parameters: [{ name: "spec", default: "" }],
  job_clusters: [
    {
      job_cluster_key: "nodes",
      new_cluster: {
        spark_env_vars: { VERGER_HOME: "/opt/verger" },
        custom_tags: { "verger:stack": "orchard" },
        cluster_log_conf: { volumes: { destination: volume("logs") } },
      },
    },
  ],
  tasks: [
    {
      task_key: "featurize-and-pca",
      job_cluster_key: "nodes",
      spark_python_task: {
        python_file: "file:/opt/verger/spark/driver.py",
        parameters: ["--spec", "{{job.parameters.spec}}"],
      },
    },
  ],
  ...more,
});

const order = (runId: string, from = volume("images")): RunOrder => ({
  runId,
  images: from,
  runs: volume("runs"),
  job: spec,
});

/** The Spark job as a Databricks run, submitted, watched and fetched through the REST API as the product does. */
describeNeeding("spark41", "a run on Databricks (a stand-in's workspace, real Spark 4.1)", (spark) => {
  let folder: string;
  let databricks: LocalDatabricks;
  let api: DatabricksApi;
  let images: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "verger-local-databricks-"));
    const home = await sparkHome(join(folder, "home"), spec);
    const certificate = await selfSigned(folder);
    databricks = await startDatabricks({ spark, folder: join(folder, "nodes"), certificate, home });
    const environment = { DATABRICKS_TOKEN: databricksToken };
    api = await databricksApi({ host: databricks.host, environment, fetch: globalThis.fetch });
    const files: Record<string, Uint8Array> = {};
    for (let number = 0; number < 24; number++)
      files[`pommes d'été ${number % 3}/${number}.jpg`] = await picture(number);
    images = await writeFiles(join(folder, "images"), files);
    for (const name of ["images", "runs", "logs"])
      await databricks.workspace.volumes.create(
        `verger_orchard/photographs/${name}`,
        pathToFileURL(join(folder, name)).href,
      );
  });
  afterAll(async () => {
    await databricks.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function untilOver(jobId: number, id: string): Promise<JobState> {
    for (;;) {
      const state = await databricksSubmitter(api, String(jobId)).stateOf(id);
      if (isOver(state)) return state;
      await sleep(300);
    }
  }

  it("gives the features and projections of the local engine, and they come home", { timeout: 600_000 }, async () => {
    const jobId = databricks.workspace.runs.create(settings());
    const submitter = databricksSubmitter(api, String(jobId));
    const { id } = await submitter.start(order("one"));
    expect(await submitter.find("one")).toMatchObject({ id });
    const state = await untilOver(jobId, id);
    const log = join(folder, "logs", `stand-in-${id}`, "driver", "stderr");
    expect(state, (await readFile(log, "utf8")).slice(-3000)).toEqual({ kind: "completed" });
    const out = join(folder, "fetched");
    const remote = volumeFiles(api, `${volume("runs")}one`);
    await fetchRun({
      remote,
      home: diskStorage(out),
      only: [],
      onProgress: () => {},
      stop: new AbortController().signal,
    });
    const [there, here] = [await resultsOf(out), await resultsOf(await localRun(images, join(folder, "local"), spec))];
    expect(there.features).toEqual(here.features);
    expect(there.manifest).toMatchObject({ state: "succeeded", counts: { images: 24, features: 24, rejects: 0 } });
  });

  describe("that does not end well", () => {
    it("says so, with the driver's words and the cluster's logs", { timeout: 300_000 }, async () => {
      const jobId = databricks.workspace.runs.create(settings());
      const { id } = await databricksSubmitter(api, String(jobId)).start(order("none", `${volume("images")}nothing/`));
      expect(await untilOver(jobId, id)).toMatchObject({ kind: "failed", log: expect.stringContaining(id) });
      const answer = await api.call(`/api/2.2/jobs/runs/get-output?run_id=${id}0`);
      expect(await answer?.text()).toContain("nothing");
    });

    it("is cancelled, or ended by its deadline, and its cluster with it", { timeout: 300_000 }, async () => {
      const jobId = databricks.workspace.runs.create(settings());
      const submitter = databricksSubmitter(api, String(jobId));
      const { id } = await submitter.start(order("cancelled"));
      const second = await submitter.start(order("too many"));
      expect(await untilOver(jobId, second.id)).toMatchObject({ kind: "failed" });
      await submitter.cancel(id);
      expect(await untilOver(jobId, id)).toEqual({ kind: "cancelled" });
      const late = databricks.workspace.runs.create(settings({ timeout_seconds: 1 }));
      const { id: third } = await databricksSubmitter(api, String(late)).start(order("late"));
      expect(await untilOver(late, third)).toMatchObject({
        kind: "failed",
        reason: expect.stringContaining("TIMEDOUT"),
      });
      expect(databricks.workspace.runs.clusters.map(({ state }) => state)).not.toContain("RUNNING");
    });
  });

  async function left(stack: string): Promise<readonly string[]> {
    const questions = askWorkspace({ stack, region: "eu-west-3", signIn: () => Promise.resolve(api) });
    const subject = { stack, cloud: "aws", region: "eu-west-3" } as const;
    const { remains, asked } = await takeReceipt(subject, questions, () => new Date(0));
    expect(asked.filter(({ refused }) => refused !== undefined)).toEqual([]);
    return remains.map(({ kind, id }) => `${kind} ${id}`);
  }

  it("is found by the receipt while it is there, and by no other stack's", async () => {
    const jobId = databricks.workspace.runs.create(settings());
    expect(await left("orchard")).toContain(`job ${jobId}`);
    expect(await left("orchard-2")).toEqual([]);
  });
});
