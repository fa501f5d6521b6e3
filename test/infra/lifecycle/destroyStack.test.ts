import { describe, expect, it } from "vitest";
import { destroyStack } from "../../../infra/lifecycle/destroyStack.ts";
import { engineError } from "../../../infra/lifecycle/engine/engineError.ts";
import type { Pulumi } from "../../../infra/lifecycle/engine/pulumi.ts";
import { upStack } from "../../../infra/lifecycle/upStack.ts";
import { VergerError } from "../../../job/contract/errors.ts";

const state = JSON.stringify({
  version: 3,
  deployment: {
    resources: [
      { type: "pulumi:pulumi:Stack", custom: false, urn: "urn:stack" },
      { type: "aws:s3/bucket:Bucket", id: "b-1", custom: true, urn: "urn:bucket", retainOnDelete: true },
      { type: "aws:emr/cluster:Cluster", id: "j-1", custom: true, urn: "urn:cluster" },
      { type: "aws:ec2/vpc:Vpc", id: "vpc-1", custom: true, urn: "urn:vpc" },
      { type: "command:local:Command", id: "job", custom: true, urn: "urn:job" },
    ],
  },
});

/** An engine that gives one answer after another, and keeps what it was asked. */
function engine(...answers: readonly (readonly [number, string])[]): { pulumi: Pulumi; asked: string[] } {
  const asked: string[] = [];
  const left = [...answers];
  return {
    asked,
    pulumi: async (args) => {
      asked.push(args[0] === "stack" ? `stack ${args[1]}` : (args[0] ?? ""));
      const [code, output] = left.shift() ?? [1, "asked once too often"];
      return { code, output, stdout: output };
    },
  };
}

const pauses: number[] = [];
const destruction = (pulumi: Pulumi) => ({
  pulumi,
  stack: "orchard",
  onLine: () => {},
  sleep: async (milliseconds: number) => void pauses.push(milliseconds),
});

describe("destroy", () => {
  it("tries again, more slowly each time, where the cloud's reason passes by itself", async () => {
    pauses.length = 0;
    const violation = [255, "error: DependencyViolation: resource sg-1 has a dependent object"] as const;
    const { pulumi, asked } = engine([0, state], violation, violation, [0, ""], [0, '{"deployment":{}}']);
    expect((await destroyStack(destruction(pulumi))).known).toEqual({
      clusters: ["j-1"],
      vpcs: ["vpc-1"],
      domains: [],
    });
    expect(asked).toEqual(["stack export", "destroy", "destroy", "destroy", "stack export"]);
    expect(pauses).toEqual([20_000, 40_000]);
  });

  it("gives up on what never passes, and at once on what cannot", async () => {
    const violation = [255, "error: DependencyViolation"] as const;
    const stubborn = engine([0, state], violation, violation, violation, violation, [0, state]);
    const said: string[] = [];
    const onLine = (line: string): void => void said.push(line);
    await expect(destroyStack({ ...destruction(stubborn.pulumi), onLine })).rejects.toMatchObject({ exitCode: 4 });
    expect(stubborn.asked.filter((each) => each === "destroy")).toHaveLength(4);
    expect(said.slice(-4)).toEqual([
      "Still there, and in the state: 3 resources.",
      "  aws:s3/bucket:Bucket b-1",
      "  aws:emr/cluster:Cluster j-1",
      "  aws:ec2/vpc:Vpc vpc-1",
    ]);
    const denied = engine([0, state], [255, "error: AccessDenied: not authorized"]);
    await expect(destroyStack(destruction(denied.pulumi))).rejects.toThrow("AccessDenied");
    expect(denied.asked).toEqual(["stack export", "destroy", "stack export"]);
  });

  it("leaves what is spared, and a second ctrl-C leaves the rest", async () => {
    const second = new AbortController();
    const asked: (readonly string[])[] = [];
    const pulumi: Pulumi = async (args) => {
      asked.push(args);
      if (args[0] !== "destroy") return { code: 0, output: `warning: a newer version\n${state}`, stdout: state };
      second.abort();
      return { code: 255, output: "error: DependencyViolation", stdout: "" };
    };
    const sparing = { ...destruction(pulumi), spare: ["**verger:aws:Storage**"], signal: second.signal };
    await expect(destroyStack(sparing)).rejects.toMatchObject({ exitCode: 130 });
    expect(asked.map(([command]) => command)).toEqual(["stack", "destroy", "stack"]);
    expect(asked[1]?.slice(-2)).toEqual(["--exclude", "**verger:aws:Storage**"]);
  });

  it("tells what it took away, and never counts what it left on purpose, nor what is Pulumi's alone", async () => {
    const { pulumi } = engine([0, state], [0, ""], [0, '{"deployment":{"resources":[]}}']);
    expect((await destroyStack(destruction(pulumi))).takenAway).toEqual({
      destroyed: [
        { type: "aws:ec2/vpc:Vpc", count: 1 },
        { type: "aws:emr/cluster:Cluster", count: 1 },
      ],
      kept: [{ type: "aws:s3/bucket:Bucket", count: 1 }],
    });
  });

  it("that fails tells what it took away all the same, and asks on by the ids it knew", async () => {
    const vpcLeft = JSON.stringify({
      deployment: { resources: [{ type: "aws:ec2/vpc:Vpc", id: "vpc-1", custom: true, urn: "urn:vpc" }] },
    });
    const { pulumi } = engine([0, state], [255, "error: AccessDenied"], [0, vpcLeft]);
    const error = await destroyStack(destruction(pulumi)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      exitCode: 4,
      destroyed: {
        known: { clusters: ["j-1"], vpcs: ["vpc-1"], domains: [] },
        takenAway: { destroyed: [{ type: "aws:emr/cluster:Cluster", count: 1 }] },
      },
    });
  });

  it("of nothing is done at once", async () => {
    const { pulumi, asked } = engine([255, "error: no stack named 'orchard' found"]);
    expect(await destroyStack(destruction(pulumi))).toEqual({
      known: { clusters: [], vpcs: [], domains: [] },
      takenAway: { destroyed: [], kept: [] },
    });
    expect(asked).toEqual(["stack export"]);
  });
});

describe("up", () => {
  it("that was interrupted says that what stands may cost money, and how to end it", async () => {
    const controller = new AbortController();
    const pulumi: Pulumi = async (args) => {
      if (args[0] === "up") controller.abort();
      return { code: args[0] === "up" ? 1 : 0, output: "", stdout: "" };
    };
    const error = await upStack({ pulumi, stack: "orchard", onLine: () => {}, signal: controller.signal }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ exitCode: 8 });
    expect(error instanceof VergerError && error.hint).toContain("verger destroy -s orchard");
  });
});

it.each([
  ["error: the stack is currently locked by 1 lock(s)", 4, "pulumi cancel"],
  [
    "error: the stack is currently locked by 1 lock(s).\n  file:///s/4f.json: created by ada@laptop (pid 4121) at 2026-09-01T09:00:00Z",
    4,
    "wait until process 4121 on laptop has ended, or stop it there (kill -INT 4121)",
  ],
  ["error: failed to load checkpoint: EOF", 4, "pulumi cancel"],
  ["error: no stack named 'orchard' found", 6, "verger up"],
  ["error: incorrect passphrase", 3, "PULUMI_CONFIG_PASSPHRASE"],
  ["error: operation error STS: ExpiredToken: the security token is expired", 3, "sign in again"],
  ['error: exit status 10: running "node bin/verger.js submit"\nError: no photographs', 10, "verger destroy"],
  ['error: exit status 3: running "node bin/verger.js submit"\nError: AWS does not take them', 3, "sign in again"],
  ['error: exit status 9: running "node bin/verger.js submit"\nError: two hours are over', 9, "verger destroy"],
  ['error: exit status 8: running "node bin/verger.js submit"\nError: s-1 was cancelled', 8, "verger up"],
  ['error: exit status 2: running "node bin/verger.js submit"\nError: no photograph yet', 2, "verger destroy"],
  ["Policy Violations:\n  [mandatory] verger no-way-in", 5, "--policy"],
  ["error: LimitExceeded: vCPU limit", 4, "verger destroy"],
])("%s: exit code %i, and what to type", (output, code, hint) => {
  const error = engineError("orchard", output);
  expect(error.exitCode).toBe(code);
  expect(error.hint).toContain(hint);
});

it("a job's own reason and the end of its log stand under its error", () => {
  const output = [
    " +  command:local:Command job creating (3s) ",
    "Diagnostics:",
    "  command:local:Command (job):",
    '    error: exit status 10: running "node bin/verger.js submit"',
    "    no photographs under s3://photographs/2026/",
    "",
    "    26/11/26 10:01:07 WARN nothing to read",
    "  pulumi:pulumi:Stack (verger-orchard):",
    "    warning: using pulumi-resource-aws from $PATH",
    "Resources:",
    "    + 3 created",
  ].join("\n");
  expect(engineError("orchard", output).message.split("\n").slice(1)).toEqual([
    '    error: exit status 10: running "node bin/verger.js submit"',
    "    no photographs under s3://photographs/2026/",
    "    26/11/26 10:01:07 WARN nothing to read",
  ]);
});

it("an error shows the cause's lines and neither progress nor traces", () => {
  const output = [
    " +  aws:ec2:Vpc network creating (0s) ",
    "    error: LimitExceeded: too many networks",
    "      at process.processTicksAndRejections (node:internal/process/task_queues:103:5)",
    "    error: LimitExceeded: too many networks",
  ].join("\n");
  expect(engineError("orchard", output).message).toBe(
    "Pulumi could not finish with the stack orchard\n    error: LimitExceeded: too many networks",
  );
});
