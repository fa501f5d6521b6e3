import { afterEach, expect, it } from "vitest";
import { describeNeeding } from "../setup/needing.ts";
import { billedBehindTheBack, destroy, leftovers, refresh, up } from "./setup/engineCases.ts";
import { sample } from "./setup/sample.ts";
import { openStack, type StackWorkspace } from "./setup/stackWorkspace.ts";
import { vergerDestroy, vergerUp } from "./setup/vergerCommands.ts";

describeNeeding("pulumi", "when the cloud fails", (pulumi) => {
  let stack: StackWorkspace;
  afterEach(() => stack.close());

  it("a guardrail that cannot be armed keeps the job from being handed over", async () => {
    stack = await openStack(pulumi, "aws-paris");
    stack.cloud.faults.push({ operation: "create", type: "aws:scheduler/schedule:Schedule", message: "Throttled" });
    const submitted: string[] = [];
    stack.cloud.commands.set("node bin/verger.js submit", (script) => {
      submitted.push(script);
      return "submitted";
    });
    expect((await stack.pulumi(up)).code).not.toBe(0);
    expect(submitted).toEqual([]);
    const again = await stack.pulumi(up);
    expect(again.code, again.output).toBe(0);
    expect(submitted).toHaveLength(1);
  });

  it("a cluster that is made and does not come up stays in the state, and destroy ends it", async () => {
    stack = await openStack(pulumi, "aws-paris");
    stack.cloud.faults.push({
      operation: "create",
      type: "aws:emr/cluster:Cluster",
      message: "the bootstrap action failed",
      partial: true,
    });
    const failed = await stack.pulumi(up);
    expect(failed.code).not.toBe(0);
    expect(failed.output).toContain("the bootstrap action failed");
    expect(await billedBehindTheBack(stack)).toEqual([]);
    const gone = await stack.pulumi(destroy);
    expect(gone.code, gone.output).toBe(0);
    expect(leftovers(stack)).toEqual([]);
  });

  const endings = [
    [10, "the photographs folder is empty"],
    [9, "not finished after 2 h"],
    [8, "s-1 was cancelled"],
  ] as const;
  it.each(sample(endings, 1))(
    "a job that ends with %i ends the up with it and its reason; destroy takes the cluster away",
    async (code, why) => {
      stack = await openStack(pulumi, "aws-paris-ec2");
      stack.cloud.commands.set("node bin/verger.js submit", () => {
        throw new Error(`exit status ${code}: running "node bin/verger.js submit"\n${why}`);
      });
      const { error } = await vergerUp(stack);
      expect(error).toMatchObject({ exitCode: code, message: expect.stringContaining(why) });
      expect(await billedBehindTheBack(stack)).toEqual([]);
      expect((await vergerDestroy(stack)).error).toBeUndefined();
      expect(leftovers(stack)).toEqual([]);
    },
  );

  it("a cluster that vanished is made again, and the job with it", async () => {
    stack = await openStack(pulumi, "aws-paris");
    const made = await stack.pulumi(up);
    expect(made.code, made.output).toBe(0);
    for (const { type, id } of stack.cloud.resources)
      if (type.startsWith("aws:emr/cluster")) stack.cloud.remove(type, id);
    expect((await stack.pulumi(refresh)).code).toBe(0);
    stack.cloud.journal.length = 0;
    const again = await stack.pulumi(up);
    expect(again.code, again.output).toBe(0);
    const created = stack.cloud.journal.filter(({ operation }) => operation === "create").map(({ type }) => type);
    expect(created).toContain("aws:emr/cluster:Cluster");
    expect(created).toContain("command:local:Command");
    const gone = await stack.pulumi(destroy);
    expect(gone.code, gone.output).toBe(0);
    expect(leftovers(stack)).toEqual([]);
  });
});
