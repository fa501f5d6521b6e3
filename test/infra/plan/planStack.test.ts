import { tmpdir } from "node:os";
import { beforeAll, describe, expect, it } from "vitest";
import { hourlyCost } from "../../../config/cost/hourlyCost.ts";
import { nodeGroups } from "../../../config/nodeGroups.ts";
import type { Plan } from "../../../infra/plan/plan.ts";
import { plannedAccount } from "../../../infra/plan/plannedState.ts";
import { planStack } from "../../../infra/plan/planStack.ts";
import { stopsBy } from "../../../infra/plan/stopsBy.ts";
import { nodesMade, ofType } from "./nodesMade.ts";

const now = new Date("2026-11-21T03:00:00Z");

function planned(stack: string, images?: number): Promise<Plan> {
  const environment = { PULUMI_BACKEND_URL: "s3://state?region=eu-west-3" };
  return planStack({ stack, images, workingFolder: tmpdir(), environment, now });
}

const stacks = ["aws-dublin", "aws-paris", "aws-paris-databricks", "aws-paris-ec2", "azure-francecentral"];

describe.each(stacks)("the plan of %s", (stack) => {
  let plan: Plan;
  let text = "";

  beforeAll(async () => {
    plan = await planned(stack);
    text = JSON.stringify(plan.resources);
  });

  it("lists what the program declares, each under its component", () => {
    expect(plan.resources.length).toBeGreaterThan(20);
    for (const { component, type } of plan.resources) {
      expect(component).toMatch(/^(verger:[a-z]+:[A-Z]\w+|pulumi:pulumi:Stack)$/);
      expect(type).toMatch(/^(aws|azure-native|databricks|command|pulumi):/);
    }
    const unsaid = text.match(/.{0,60}(undefined|\[object Object\]|Calling \[toString\]|"Principal\W+AWS\W+"")/g);
    expect(unsaid).toBeNull();
  });

  it("stays in the stack's own region, in nobody's account", () => {
    expect(text.match(/.{0,30}arn:aws:[a-z]+:us-/g)).toBeNull();
    expect((text.match(/(?<=:)\d{12}(?=:)/g) ?? []).filter((account) => !knownAccounts.has(account))).toEqual([]);
  });

  it("prices as many nodes as the program makes", () => {
    expect(nodesMade(plan.resources)).toBe(plan.nodes.reduce((sum, { max }) => sum + max, 0));
    expect(plan.nodes).toEqual(nodeGroups(plan.settings));
  });

  it("prices what costs by the hour as the program makes it", () => {
    const made = {
      "interface endpoint": plan.resources.filter(({ properties }) => properties["vpcEndpointType"] === "Interface")
        .length,
      "NAT gateway": ofType(plan.resources, /:natGateway:|:NatGateway$/i).length,
      "public address of the NAT gateway": ofType(plan.resources, /\/eip:|:PublicIPAddress$/).length,
    };
    const priced = hourlyCost(plan.settings, "start").filter(({ kind }) => kind === "standing");
    expect(Object.fromEntries(priced.map(({ what, count }) => [what, count]))).toEqual(
      Object.fromEntries(Object.entries(made).filter(([, count]) => count > 0)),
    );
  });

  it("keeps every mandatory rule", () => {
    expect(plan.policy.length).toBeGreaterThan(0);
    const broken = plan.policy.filter(
      ({ enforcement, violations }) => enforcement === "mandatory" && violations.length > 0,
    );
    expect(broken).toEqual([]);
  });

  it("is bounded by its budget and ends without anybody at a keyboard", () => {
    expect(plan.cap.upperBound).toBeLessThanOrEqual(0.9 * plan.cap.budget);
    const databricks = plan.settings.compute.platform === "databricks";
    const platform = databricks
      ? ["job timeout"]
      : ["idle 15 min", "power-off timer on every node", "scheduled termination"];
    // No stack that is shipped names an owner: on Azure the subscription's owners are told instead.
    const notices = plan.settings.cloud === "azure" ? ["budget notices"] : [];
    expect(stopsBy(plan.settings, plan.resources)).toEqual([...platform, ...notices]);
  });

  it("tells where the state rests", () => {
    expect(plan.residency.at(-1)).toMatchObject({ what: "state", where: "s3://state", country: "FR", standing: "eu" });
  });
});

/** The plan's own account, and the one from which Databricks works on AWS. */
const knownAccounts = new Set([plannedAccount, "414351767826"]);

describe("one plan after another in one process", () => {
  it("the second is not changed by the first", async () => {
    const first = await planned("aws-paris");
    await planned("aws-dublin");
    const again = await planned("aws-paris");
    expect(names(again)).toEqual(names(first));
  });

  it("more images change the run, never the bound", async () => {
    const [few, many] = [await planned("aws-paris", 10), await planned("aws-paris", 1_000_000)];
    expect(many.run.price.known).toBeGreaterThan(few.run.price.known);
    expect(many.cap).toEqual(few.cap);
  });
});

function names({ resources }: Plan): readonly string[] {
  return resources.map(({ type, name }) => `${type} ${name}`).sort();
}
