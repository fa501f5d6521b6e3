import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { longestName, stackName, storageAccountName } from "../../infra/names.ts";

const pulumiStack = fc.stringMatching(/^[A-Za-z0-9_.-]{1,100}$/);

describe("names of a stack's resources", () => {
  it("say whose they are", () => {
    expect(stackName("aws-paris", ["node"])).toBe("verger-aws-paris-node");
  });

  it("fit every service, whatever Pulumi allows as a stack's name", () => {
    fc.assert(
      fc.property(pulumiStack, fc.constantFrom(...Object.values(longestName)), (stack, limit) => {
        const name = stackName(stack, ["scheduler"], limit);
        expect(name).toMatch(/^verger-?[a-z0-9-]*[a-z0-9]$/);
        expect(name.length).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it("differ between stacks, so that destroying one never touches another", () => {
    fc.assert(
      fc.property(pulumiStack, pulumiStack, (one, other) => {
        fc.pre(one !== other);
        expect(stackName(one, ["node"])).not.toBe(stackName(other, ["node"]));
      }),
    );
    expect(stackName("Paris")).not.toBe(stackName("paris"));
  });

  it("are the same every time", () => {
    expect(storageAccountName("azure-francecentral", "subscription")).toMatch(/^verger[0-9a-f]{18}$/);
    expect(storageAccountName("a", "s")).toBe(storageAccountName("a", "s"));
    expect(storageAccountName("a", "s")).not.toBe(storageAccountName("a", "t"));
  });
});
