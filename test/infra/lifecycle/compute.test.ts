import { EC2Client } from "@aws-sdk/client-ec2";
import { EMRClient } from "@aws-sdk/client-emr";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { databricksCompute } from "../../../infra/lifecycle/compute/databricksCompute.ts";
import { ec2Compute } from "../../../infra/lifecycle/compute/ec2Compute.ts";
import { emrCompute } from "../../../infra/lifecycle/compute/emrCompute.ts";
import { databricksApi } from "../../../infra/submission/databricksApi.ts";
import { type FakeAws, fakeAws } from "../setup/fakeAws.ts";

let aws: FakeAws | undefined;
afterEach(() => aws?.close());

const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 21, hour));

const cluster = (State: string, Message?: string) => ({
  Cluster: { Status: { State, StateChangeReason: { Message } } },
});

const emrInstance = (Market: string, to?: Date) => ({
  InstanceType: "m5.xlarge",
  Market,
  Status: { Timeline: { CreationDateTime: at(1).getTime() / 1000, ...(to && { EndDateTime: to.getTime() / 1000 }) } },
});

describe("the machines of EMR", () => {
  it.each([
    ["STARTING", "starting"],
    ["BOOTSTRAPPING", "starting"],
    ["RUNNING", "running"],
    ["WAITING", "running"],
    ["TERMINATING", "ending"],
    ["TERMINATED", "ended"],
    ["TERMINATED_WITH_ERRORS", "ended"],
  ])("%s is %s", async (State, state) => {
    aws = await fakeAws((operation) => (operation === "DescribeCluster" ? cluster(State) : { Instances: [] }));
    expect(await emrCompute(new EMRClient(aws.client), "j-1")()).toMatchObject({ state });
  });

  it("are told with their market and hours, those that ended too, over all pages, and why the cluster ended", async () => {
    aws = await fakeAws((operation, { Marker }) => {
      if (operation === "DescribeCluster") return cluster("TERMINATED", "Cluster auto-terminated while idle");
      return Marker === undefined
        ? { Instances: [emrInstance("ON_DEMAND", at(3))], Marker: "more" }
        : { Instances: [emrInstance("SPOT"), { InstanceType: "m5.xlarge" }] };
    });
    expect(await emrCompute(new EMRClient(aws.client), "j-1")()).toEqual({
      state: "ended",
      said: "EMR j-1 TERMINATED: Cluster auto-terminated while idle",
      nodes: [
        { type: "m5.xlarge", market: "onDemand", from: at(1), to: at(3) },
        { type: "m5.xlarge", market: "spot", from: at(1), to: undefined },
      ],
    });
  });

  it("of a cluster that EMR does not know are absent, not an error", async () => {
    aws = await fakeAws(() => ({ status: 400, error: "InvalidRequestException" }));
    expect(await emrCompute(new EMRClient(aws.client), "j-1")()).toMatchObject({ state: "absent", nodes: [] });
  });
});

const ec2Instance = (state: string, reason = "", lifecycle = "") =>
  `<item><instancesSet><item><instanceId>i-1</instanceId><instanceType>m5.xlarge</instanceType>` +
  `<launchTime>${at(1).toISOString()}</launchTime><instanceState><name>${state}</name></instanceState>` +
  `<reason>${reason}</reason>${lifecycle && `<instanceLifecycle>${lifecycle}</instanceLifecycle>`}</item></instancesSet></item>`;

async function ec2Machines(...instances: readonly string[]) {
  const server = createServer((_request, response) =>
    response.end(
      `<DescribeInstancesResponse><reservationSet>${instances.join("")}</reservationSet></DescribeInstancesResponse>`,
    ),
  );
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const client = new EC2Client({
    region: "eu-west-3",
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: "stand-in", secretAccessKey: "stand-in" },
  });
  try {
    return await ec2Compute(client, "orchard")();
  } finally {
    client.destroy();
    server.closeAllConnections();
    server.close();
  }
}

describe("the machines of EC2", () => {
  it.each([
    [["pending"], "starting"],
    [["running", "terminated"], "running"],
    [["shutting-down", "terminated"], "ending"],
    [["stopped"], "ending"],
    [["terminated", "terminated"], "ended"],
    [[], "absent"],
  ])("%j are %s", async (names, state) => {
    expect(await ec2Machines(...names.map((name) => ec2Instance(name)))).toMatchObject({ state });
  });

  it("tell their hours, and when they ended in the only words EC2 has for it", async () => {
    const found = await ec2Machines(
      ec2Instance("running", "", "spot"),
      ec2Instance("terminated", "User initiated (2026-11-21 03:10:12 GMT)"),
    );
    expect(found).toEqual({
      state: "running",
      said: "EC2: 1 running, 1 terminated",
      nodes: [
        { type: "m5.xlarge", market: "spot", from: at(1), to: undefined },
        { type: "m5.xlarge", market: "onDemand", from: at(1), to: new Date("2026-11-21T03:10:12Z") },
      ],
    });
  });
});

describe("the machines of a Databricks job", () => {
  const spec = [{ name: "spec", value: JSON.stringify({ runId: "r" }) }];
  const nodes = [
    { role: "driver", type: "m5.xlarge", min: 1, max: 1, onDemand: 1, diskGiB: undefined },
    { role: "workers", type: "m5.2xlarge", min: 2, max: 8, onDemand: 1, diskGiB: undefined },
  ] as const;
  const compute = async (runs: readonly object[]) => {
    const fetch = async (): Promise<Response> => Response.json({ runs });
    const api = await databricksApi({ host: "https://dbc", environment: { DATABRICKS_TOKEN: "t" }, fetch });
    return databricksCompute(api, { jobId: "7", runId: "r", nodes })();
  };

  it.each([
    ["PENDING", "starting"],
    ["RUNNING", "running"],
    ["TERMINATING", "ending"],
    ["TERMINATED", "ended"],
    ["INTERNAL_ERROR", "ended"],
    ["SKIPPED", "ended"],
  ])("%s are %s", async (life_cycle_state, state) => {
    const run = { run_id: 1, state: { life_cycle_state }, job_parameters: spec };
    expect(await compute([run])).toMatchObject({ state });
  });

  it("live as long as the run, as many as the cluster has at least; another job's run is not theirs", async () => {
    const run = { run_id: 1, start_time: at(1).getTime(), end_time: at(2).getTime(), job_parameters: spec };
    const other = { ...run, run_id: 2, job_parameters: [{ name: "spec", value: '{"runId":"other"}' }] };
    const { nodes: found } = await compute([other, { ...run, state: { life_cycle_state: "TERMINATED" } }]);
    expect(found.map(({ type, market }) => `${type} ${market}`)).toEqual([
      "m5.xlarge onDemand",
      "m5.2xlarge onDemand",
      "m5.2xlarge spot",
    ]);
    expect(found.every(({ from, to }) => from.getTime() === at(1).getTime() && to?.getTime() === at(2).getTime())).toBe(
      true,
    );
    expect(await compute([other])).toMatchObject({ state: "absent", nodes: [] });
  });
});
