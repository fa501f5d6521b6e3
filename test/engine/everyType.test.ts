import { afterAll, describe, expect, it } from "vitest";
import { describeNeeding } from "../setup/needing.ts";
import { billedBehindTheBack, destroy, leftovers, up } from "./setup/engineCases.ts";
import { everyCase, sample, seed } from "./setup/sample.ts";
import { openStack, type StackWorkspace } from "./setup/stackWorkspace.ts";
import { typesOfStack } from "./setup/typesOfStack.ts";

const stacks = ["aws-paris", "aws-paris-ec2", "aws-paris-databricks", "azure-francecentral"];
const cases = stacks.flatMap((name) => typesOfStack(name).map((type) => [name, type] as const));
const chosen = sample(cases, 4);
const which = everyCase
  ? "all"
  : `${chosen.length} of ${cases.length}, seed ${seed}, all with VERGER_TEST_EVERY_FAULT=1`;

describeNeeding("pulumi", "when the cloud fails", (pulumi) => {
  let opened: StackWorkspace | undefined;
  afterAll(() => opened?.close());

  /** The stack with nothing in it: the one of the case before where that was destroyed whole, otherwise another. */
  async function emptyStack(name: string): Promise<StackWorkspace> {
    if (opened?.stack === name && leftovers(opened).length === 0) {
      opened.cloud.faults.length = 0;
      // What was kept on purpose bears names that a cloud gives once.
      for (const { type, id } of opened.cloud.resources) opened.cloud.remove(type, id);
      return opened;
    }
    await opened?.close();
    return (opened = await openStack(pulumi, name));
  }

  describe(`a type that cannot be made (${which})`, () => {
    it.each(chosen)("%s, %s: up fails with the cloud's reason, and destroy takes the rest away", async (name, type) => {
      const stack = await emptyStack(name);
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
});
