import { afterEach, describe, expect, it } from "vitest";
import { describeNeeding } from "../setup/needing.ts";
import { billedBehindTheBack, billedByTheHour, destroy, leftovers, refresh, up } from "./setup/engineCases.ts";
import { everyCase, sample, seed } from "./setup/sample.ts";
import { openStack, type StackWorkspace } from "./setup/stackWorkspace.ts";
import { typesOfStack } from "./setup/typesOfStack.ts";
import { vergerDestroy, vergerUp } from "./setup/vergerCommands.ts";

const stacks = ["aws-paris", "aws-paris-ec2", "aws-paris-databricks", "azure-francecentral"];

describeNeeding("pulumi", "when the cloud fails", (pulumi) => {
  let stack: StackWorkspace;
  afterEach(() => stack.close());

  const cases = stacks.flatMap((name) => typesOfStack(name).map((type) => [name, type] as const));
  const chosen = sample(cases, 4);
  const which = everyCase
    ? "all"
    : `${chosen.length} of ${cases.length}, seed ${seed}, all with VERGER_TEST_EVERY_FAULT=1`;

  describe(`a type that cannot be made (${which})`, () => {
    it.each(chosen)("%s, %s: up fails with the cloud's reason, and destroy takes the rest away", async (name, type) => {
      stack = await openStack(pulumi, name);
      stack.cloud.faults.push({ operation: "create", type, message: "LimitExceeded: marker-reason", times: Infinity });
      const failed = await stack.pulumi(up);
      expect(failed.code).not.toBe(0);
      expect(failed.output).toContain("LimitExceeded: marker-reason");
      expect(await billedBehindTheBack(stack)).toEqual([]);
      const gone = await stack.pulumi(destroy);
      expect(gone.code, gone.output).toBe(0);
      expect(leftovers(stack)).toEqual([]);
    });
  });

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

  const dependency = "DependencyViolation: resource sg-1 has a dependent object";

  it("a delete that fails once is tried again by verger destroy, and finished by the next pulumi destroy", async () => {
    stack = await openStack(pulumi, "aws-paris");
    const fault = { operation: "delete", type: "aws:ec2/securityGroup:SecurityGroup", message: dependency } as const;
    const made = await stack.pulumi(up);
    expect(made.code, made.output).toBe(0);
    stack.cloud.faults.push({ ...fault });
    const failed = await stack.pulumi(destroy);
    expect(failed.code).not.toBe(0);
    expect(failed.output).toContain("DependencyViolation");
    expect(await billedBehindTheBack(stack)).toEqual([]);
    stack.cloud.faults.push({ ...fault });
    const { error, said } = await vergerDestroy(stack);
    expect(error).toBeUndefined();
    expect(said).toContain("trying again in 20 s (1 of 3)");
    expect(leftovers(stack)).toEqual([]);
  });

  it("a delete that fails for ever ends with 4 and names what stands; nothing that bills by the hour does", async () => {
    stack = await openStack(pulumi, "aws-paris");
    const made = await stack.pulumi(up);
    expect(made.code, made.output).toBe(0);
    stack.cloud.faults.push({ operation: "delete", type: "aws:ec2/vpc:Vpc", message: dependency, times: Infinity });
    const stuck = await vergerDestroy(stack);
    expect(stuck.error).toMatchObject({ exitCode: 4, message: expect.stringContaining("DependencyViolation") });
    expect(stuck.said).toContain("(3 of 3)");
    expect(leftovers(stack)).toEqual([expect.stringContaining("aws:ec2/vpc:Vpc")]);
    for (const left of leftovers(stack)) expect(stuck.said).toContain(left);
    expect(billedByTheHour(stack)).toEqual([]);
    stack.cloud.faults.length = 0;
    expect((await vergerDestroy(stack)).error).toBeUndefined();
    expect(leftovers(stack)).toEqual([]);
  });

  it("a delete nobody may do ends at once with 4, and says what stands", async () => {
    stack = await openStack(pulumi, "aws-paris-ec2");
    const made = await stack.pulumi(up);
    expect(made.code, made.output).toBe(0);
    const denied = "AccessDenied: not authorized to perform iam:DeleteRole";
    stack.cloud.faults.push({ operation: "delete", type: "aws:iam/role:Role", message: denied, times: Infinity });
    const { error, said } = await vergerDestroy(stack);
    expect(error).toMatchObject({ exitCode: 4, message: expect.stringContaining(denied) });
    expect(said).not.toContain("trying again");
    expect(said).toContain("aws:iam/role:Role");
    expect(billedByTheHour(stack)).toEqual([]);
  });

  it("a bucket something still writes into is emptied again, where the results are not to be kept", async () => {
    stack = await openStack(pulumi, "aws-paris");
    await stack.editSettings((text) => text.replace(/retainResults: .*/, "retainResults: false"));
    const made = await stack.pulumi(up);
    expect(made.code, made.output).toBe(0);
    const message = "BucketNotEmpty: The bucket you tried to delete is not empty";
    stack.cloud.faults.push({ operation: "delete", type: "aws:s3/bucket:Bucket", message });
    const { error, said } = await vergerDestroy(stack);
    expect(error).toBeUndefined();
    expect(said).toContain("trying again");
    expect(stack.cloud.resources).toEqual([]);
  });

  it("a stack half destroyed can be made whole again, and destroyed", async () => {
    stack = await openStack(pulumi, "aws-paris");
    const made = await stack.pulumi(up);
    expect(made.code, made.output).toBe(0);
    const whole = typesLeft(stack);
    stack.cloud.faults.push({ operation: "delete", type: "aws:ec2/subnet:Subnet", message: dependency });
    expect((await stack.pulumi(destroy)).code).not.toBe(0);
    expect(typesLeft(stack).length).toBeLessThan(whole.length);
    expect((await vergerUp(stack)).error).toBeUndefined();
    expect(typesLeft(stack)).toEqual(whole);
    expect(await billedBehindTheBack(stack)).toEqual([]);
    expect((await vergerDestroy(stack)).error).toBeUndefined();
    expect(leftovers(stack)).toEqual([]);
  });

  const expiring = [
    ["up", 30],
    ["destroy", 20],
  ] as const;
  it.each(sample(expiring, 1))(
    "credentials that expire in the middle of %s end it with 3; signed in again, destroy ends it",
    async (when, at) => {
      stack = await openStack(pulumi, "aws-paris");
      const before = when === "destroy" ? await vergerUp(stack) : undefined;
      expect(before?.error).toBeUndefined();
      let done = 0;
      const message = "operation error EC2: ExpiredToken: the security token included in the request is expired";
      stack.cloud.onOperation = () => {
        if (++done === at)
          for (const operation of ["create", "read", "update", "delete"] as const)
            stack.cloud.faults.push({ operation, message, times: Infinity });
      };
      const { error } = await (when === "up" ? vergerUp(stack) : vergerDestroy(stack));
      expect(error).toMatchObject({ exitCode: 3, hint: expect.stringContaining("sign in again") });
      expect(await billedBehindTheBack(stack)).toEqual([]);
      stack.cloud.onOperation = undefined;
      stack.cloud.faults.length = 0;
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

/** The types of what is there and does not stay on purpose, each as often as it is there. */
const typesLeft = (stack: StackWorkspace): readonly string[] =>
  leftovers(stack)
    .map((left) => left.replace(/ .*/, ""))
    .toSorted((a, b) => a.localeCompare(b));
