import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isResultsGroup, longestName, resultsGroupPrefix, stackName, storageAccountName } from "../../infra/names.ts";

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
    const name = storageAccountName("azure-francecentral", "subscription", "group");
    expect(name).toMatch(/^verger[0-9a-f]{18}$/);
    expect(storageAccountName("azure-francecentral", "subscription", "group")).toBe(name);
    expect(storageAccountName("azure-francecentral", "subscription", "GROUP"), "Azure tells no case").toBe(name);
  });

  it("of an account are new where the subscription or the group is: no life of a stack finds its name taken", () => {
    expect(storageAccountName("a", "s", "g")).not.toBe(storageAccountName("a", "t", "g"));
    expect(storageAccountName("a", "s", "g")).not.toBe(storageAccountName("a", "s", "h"));
  });

  it("of results' groups fit in Azure's 90 characters with what the provider adds, and tell their stack", () => {
    fc.assert(
      fc.property(pulumiStack, pulumiStack, (one, other) => {
        fc.pre(one !== other);
        const name = `${resultsGroupPrefix(one)}0a1b2c3d`;
        expect(name.length).toBeLessThanOrEqual(90);
        expect(isResultsGroup(one, name)).toBe(true);
        expect(isResultsGroup(other, name)).toBe(false);
      }),
    );
    expect(isResultsGroup("a", "verger-a-results-mine")).toBe(false);
    expect(isResultsGroup("a", "verger-a")).toBe(false);
  });
});
