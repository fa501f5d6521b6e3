import { afterAll, beforeAll, expect, it } from "vitest";
import { describeNeeding } from "../setup/needing.ts";
import { destroy, leftovers, up } from "./setup/engineCases.ts";
import { openStack, type StackWorkspace } from "./setup/stackWorkspace.ts";

const close = "node bin/verger.js studio close";
const clear = "node bin/verger.js studio clear";

describeNeeding("pulumi", "a Studio domain beside EMR", (pulumi) => {
  let stack: StackWorkspace;
  const deletions = (): string[] =>
    stack.cloud.journal
      .filter(
        ({ operation, type, name }) =>
          operation === "delete" && /aws:sagemaker|vpc:Vpc|studio-c/.test(`${type} ${name}`),
      )
      .map(({ type, name }) => `${type} ${name}`);

  beforeAll(async () => {
    stack = await openStack(pulumi, "aws-paris");
    stack.cloud.commands.set(close, () => "closed");
    stack.cloud.commands.set(clear, () => "cleared");
    await stack.editSettings((text) => text.replace("config:\n", "config:\n  verger:notebook: sagemaker\n"));
  });
  afterAll(() => stack.close());

  it("comes up with the cluster", async () => {
    const run = await stack.pulumi(up);
    expect(run.code, run.output).toBe(0);
    expect(
      stack.cloud.resources
        .filter(({ type }) => type.includes("sagemaker"))
        .map(({ type }) => type)
        .sort(),
    ).toEqual(["aws:sagemaker/domain:Domain", "aws:sagemaker/userProfile:UserProfile"]);
  });

  it("goes in the order that SageMaker needs: notebooks, profile, domain, its groups, the network", async () => {
    stack.cloud.journal.length = 0;
    const run = await stack.pulumi(destroy);
    expect(run.code, run.output).toBe(0);
    expect(leftovers(stack)).toEqual([]);
    expect(deletions()).toEqual([
      "command:local:Command studio-close",
      "aws:sagemaker/userProfile:UserProfile studio",
      "aws:sagemaker/domain:Domain studio",
      "command:local:Command studio-clear",
      "aws:ec2/vpc:Vpc network",
    ]);
  });
});
