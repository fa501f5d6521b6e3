import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeNeeding } from "../setup/needing.ts";
import { destroy, leftovers, refresh, up } from "./setup/engineCases.ts";
import { openStack, type StackWorkspace } from "./setup/stackWorkspace.ts";
import { typesFile } from "./setup/typesOfStack.ts";

const emr = [
  "create aws:emr/cluster:Cluster",
  "create aws:emr/instanceFleet:InstanceFleet",
  "create command:local:Command",
  "delete aws:emr/cluster:Cluster",
  "delete aws:emr/instanceFleet:InstanceFleet",
  "delete command:local:Command",
  "update aws:budgets/budget:Budget",
  "update aws:scheduler/schedule:Schedule",
];

/** What a larger budget changes: the budget itself, and everything that carries the moment of the end. */
const changedByTheBudget: Readonly<Record<string, readonly string[]>> = {
  "aws-paris": emr,
  "aws-dublin": emr,
  "aws-paris-ec2": [
    "create aws:ec2/fleet:Fleet",
    "create command:local:Command",
    "delete aws:ec2/fleet:Fleet",
    "delete command:local:Command",
    "update aws:budgets/budget:Budget",
    "update aws:ec2/launchTemplate:LaunchTemplate",
  ],
  "aws-paris-databricks": [
    "update aws:budgets/budget:Budget",
    "update command:local:Command",
    "update databricks:index/job:Job",
  ],
  "azure-francecentral": [
    "update azure-native:consumption:Budget",
    "update command:local:Command",
    "update databricks:index/job:Job",
  ],
};

/** What each stack's job runs on. */
const runsOn: Readonly<Record<string, string>> = {
  "aws-paris": "aws:emr/cluster:Cluster",
  "aws-dublin": "aws:emr/cluster:Cluster",
  "aws-paris-ec2": "aws:ec2/fleet:Fleet",
  "aws-paris-databricks": "databricks:index/job:Job",
  "azure-francecentral": "databricks:index/job:Job",
};

/** Index of the first journal entry for an operation on a type. */
const first = (stack: StackWorkspace, operation: string, type: string): number =>
  stack.cloud.journal.findIndex((entry) => entry.operation === operation && entry.type === type);

describeNeeding("pulumi", "the life of a stack", (pulumi) => {
  describe.each(["aws-paris", "aws-dublin", "aws-paris-ec2", "aws-paris-databricks", "azure-francecentral"])(
    "%s",
    (name) => {
      let stack: StackWorkspace;
      beforeAll(async () => {
        stack = await openStack(pulumi, name);
      });
      afterAll(() => stack.close());

      it("preview makes nothing", async () => {
        const run = await stack.pulumi(["preview"]);
        expect(run.code, run.output).toBe(0);
        expect(stack.cloud.resources).toEqual([]);
      });

      it("up makes the stack and submits the job once, after its guardrails", async () => {
        const run = await stack.pulumi(up);
        expect(run.code, run.output).toBe(0);
        const made = stack.cloud.journal.map(({ type, name: part }) => `${type} ${part}`);
        expect(made.filter((each) => each === "command:local:Command job")).toHaveLength(1);
        expect(made.at(-1)).toBe("command:local:Command job");
        expect(run.output).toContain("run s-1 submitted");
        const types = [...new Set(stack.cloud.resources.map(({ type }) => type))].sort();
        await expect(`${types.join("\n")}\n`).toMatchFileSnapshot(typesFile(name));
      });

      it("up again changes nothing", async () => {
        stack.cloud.journal.length = 0;
        const run = await stack.pulumi([...up, "--expect-no-changes"]);
        expect(run.code, run.output).toBe(0);
        expect(stack.cloud.journal).toEqual([]);
      });

      it("refresh finds the cloud as it was made", async () => {
        const run = await stack.pulumi([...refresh, "--expect-no-changes"]);
        expect(run.code, run.output).toBe(0);
        expect(stack.cloud.journal).toEqual([]);
      });

      it("a larger budget moves the end, and nothing that holds data", async () => {
        stack.cloud.journal.length = 0;
        await stack.editSettings((text) => text.replace("budget: 10", "budget: 20"));
        const run = await stack.pulumi(up);
        expect(run.code, run.output).toBe(0);
        const changed = new Set(stack.cloud.journal.map(({ operation, type }) => `${operation} ${type}`));
        expect([...changed].sort()).toEqual(changedByTheBudget[name]);
        for (const type of ["aws:emr/cluster:Cluster", "aws:ec2/fleet:Fleet"])
          expect(first(stack, "delete", type), "two of them would be paid for at once").toBeLessThanOrEqual(
            first(stack, "create", type),
          );
      });

      it("destroy leaves nothing but the results, and has ended the job first", async () => {
        let standing: readonly string[] | undefined;
        stack.cloud.commands.set("node bin/verger.js submit --cancel", () => {
          standing = stack.cloud.resources.map(({ type }) => type);
          return "cancelled";
        });
        const run = await stack.pulumi(destroy);
        expect(run.code, run.output).toBe(0);
        expect(standing, "what the job runs on was still there").toContain(runsOn[name]);
        expect(leftovers(stack)).toEqual([]);
        expect(stack.cloud.resources.map(({ type }) => type)).toContain(
          name.startsWith("aws") ? "aws:s3/bucket:Bucket" : "azure-native:storage:StorageAccount",
        );
      });
    },
  );
});
