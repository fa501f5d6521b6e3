import { afterEach, expect, it } from "vitest";
import { describeNeeding } from "../setup/needing.ts";
import { billedBehindTheBack, billedByTheHour, destroy, leftovers, up } from "./setup/engineCases.ts";
import { sample } from "./setup/sample.ts";
import { openStack, type StackWorkspace } from "./setup/stackWorkspace.ts";
import { vergerDestroy, vergerUp } from "./setup/vergerCommands.ts";

describeNeeding("pulumi", "when the cloud will not let go", (pulumi) => {
  let stack: StackWorkspace;
  afterEach(() => stack.close());

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
});

/** The types of what is there and does not stay on purpose, each as often as it is there. */
const typesLeft = (stack: StackWorkspace): readonly string[] =>
  leftovers(stack)
    .map((left) => left.replace(/ .*/, ""))
    .toSorted((a, b) => a.localeCompare(b));
