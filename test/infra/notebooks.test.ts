import { spawnSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import { databricksNotebook, jupyterNotebook } from "../../infra/notebooks/resultsNotebook.ts";
import { account } from "./setup/plausibleOutputs.ts";
import { type RecordedStack, recordStack } from "./setup/recordStack.ts";
import { isAllowed, type Principal } from "./setup/simulateIam.ts";
import { azureStack, ec2Stack, emrStack } from "./setup/stacks.ts";

const runs = 's3://bucket/it\'s "mine"/runs/';

const session = (context: Record<string, string>, document: string) => ({
  node: { action: "ssm:StartSession", resource: `arn:aws:ec2:eu-west-3:${account}:instance/i-1`, context },
  document: { action: "ssm:StartSession", resource: `arn:aws:ssm:eu-west-3:${account}:document/${document}` },
});

interface Notebook {
  readonly nbformat: number;
  readonly cells: readonly { readonly cell_type: string; readonly source: readonly string[] }[];
}

describe("the ready notebook", () => {
  const notebook = JSON.parse(jupyterNotebook(runs)) as Notebook;
  const code = notebook.cells.filter(({ cell_type }) => cell_type === "code").map(({ source }) => source.join(""));

  it("reads the stack's own runs, whatever the folder is called", () => {
    expect(notebook.nbformat).toBe(4);
    expect(code[0]?.split("\n")[0]).toBe(`runs = ${JSON.stringify(runs)}`);
  });

  it("is Python that compiles, in both forms", () => {
    for (const text of [code.join("\n"), databricksNotebook(runs)]) {
      const compile = spawnSync("python3", ["-c", "import ast, sys; ast.parse(sys.stdin.read())"], { input: text });
      expect(compile.status).toBe(0);
    }
  });

  it("is a Databricks notebook with a cell for each cell", () => {
    const text = databricksNotebook(runs);
    expect(text.startsWith("# Databricks notebook source\n")).toBe(true);
    expect(text.split("# COMMAND ----------")).toHaveLength(notebook.cells.length);
  });
});

describe("JupyterHub beside EMR", () => {
  let stack: RecordedStack;

  beforeAll(async () => {
    stack = await recordStack("aws-paris", { ...emrStack, notebook: "jupyterhub" });
  });

  it("is installed, keeps its notebooks in the bucket, and finds one there", () => {
    const { applications, configurationsJson } = stack.resource("aws:emr/cluster:Cluster").properties;
    expect(applications).toEqual(["Hadoop", "Spark", "JupyterHub", "Livy"]);
    expect(JSON.parse(String(configurationsJson))).toContainEqual({
      Classification: "jupyter-s3-conf",
      Properties: {
        "s3.persistence.enabled": "true",
        "s3.persistence.bucket": "verger-aws-paris-0a1b2c3",
      },
    });
    expect(stack.resource("aws:s3/bucketObjectv2:BucketObjectv2", "verger-results.ipynb").properties).toMatchObject({
      key: "jupyter/jovyan/verger-results.ipynb",
    });
  });

  it("is reached through Systems Manager: no port is opened for it", () => {
    const services = stack.all("aws:ec2/vpcEndpoint:VpcEndpoint").map(({ properties }) => properties["serviceName"]);
    expect(services).toContain("com.amazonaws.eu-west-3.ssmmessages");
    const ingress = stack.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    expect(ingress.filter(({ name, properties }) => name !== "endpoints-https" && properties["cidrIpv4"])).toEqual([]);
  });

  it("lets the operator forward a port to the stack's nodes, and open no shell", async () => {
    const policy: unknown = JSON.parse(
      String(stack.resource("aws:iam/policy:Policy", "operator").properties["policy"]),
    );
    const operator: Principal = {
      arn: `arn:aws:iam::${account}:user/verger-aws-paris-operator`,
      policies: [policy],
    };
    const own = session({ "ssm:resourceTag/verger:stack": "aws-paris" }, "AWS-StartPortForwardingSession");
    const other = session({ "ssm:resourceTag/verger:stack": "aws-dublin" }, "SSM-SessionManagerRunShell");
    expect(await isAllowed(operator, own.node)).toBe(true);
    expect(await isAllowed(operator, own.document)).toBe(true);
    expect(await isAllowed(operator, other.node)).toBe(false);
    expect(await isAllowed(operator, other.document)).toBe(false);
  });

  it("is off, with all that belongs to it, unless asked for", async () => {
    const plain = await recordStack("aws-paris", emrStack);
    expect(plain.all("aws:ec2/vpcEndpoint:VpcEndpoint").map(({ name }) => name)).toEqual(["s3"]);
    expect(String(plain.resource("aws:iam/policy:Policy", "operator").properties["policy"])).not.toContain(
      "StartSession",
    );
  });
});

it("is in the workspace, on Databricks, when asked for", async () => {
  const stack = await recordStack("azure-francecentral", { ...azureStack, notebook: "databricks" });
  const { path, contentBase64 } = stack.resource("databricks:index/notebook:Notebook").properties;
  expect(path).toBe("/Shared/verger-azure-francecentral");
  expect(Buffer.from(String(contentBase64), "base64").toString()).toContain(
    'runs = "/Volumes/verger_azure_francecentral/photographs/runs/"',
  );
});

it.each([
  ["jupyterhub", ec2Stack],
  ["sagemaker", ec2Stack],
  ["databricks", emrStack],
])("%s is refused beside another platform, instead of being left out in silence", async (notebook, settings) => {
  await expect(recordStack("aws-paris", { ...settings, notebook })).rejects.toThrow(notebook);
});
