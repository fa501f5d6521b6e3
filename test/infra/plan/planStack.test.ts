import { tmpdir } from "node:os";
import { beforeAll, describe, expect, it } from "vitest";
import { interfaceEndpoints } from "../../../config/interfaceEndpoints.ts";
import { nodeGroups } from "../../../config/nodeGroups.ts";
import type { Plan } from "../../../infra/plan/plan.ts";
import { planStack } from "../../../infra/plan/planStack.ts";
import { stopsBy } from "../../../infra/plan/stopsBy.ts";

const now = new Date("2026-11-21T03:00:00Z");

function planned(stack: string, images?: number): Promise<Plan> {
  const environment = { PULUMI_BACKEND_URL: "s3://state?region=eu-west-3" };
  return planStack({ stack, images, workingFolder: tmpdir(), environment, now });
}

describe.each(["aws-paris", "aws-dublin"])("the plan of %s", (stack) => {
  let plan: Plan;

  beforeAll(async () => {
    plan = await planned(stack);
  });

  it("lists what the program declares, each under its component", () => {
    expect(plan.resources.length).toBeGreaterThan(30);
    expect(plan.resources.filter(({ type }) => type === "aws:emr/cluster:Cluster")).toHaveLength(1);
    for (const { component, type } of plan.resources) {
      expect(component).toMatch(/^(verger:[a-z]+:[A-Z]\w+|pulumi:pulumi:Stack)$/);
      expect(type).toMatch(/^(aws|command|pulumi):/);
    }
  });

  it("shows policy documents as the cloud would receive them, in the stack's own region and nobody's account", () => {
    const text = JSON.stringify(plan.resources);
    expect(text).toContain('\\"Version\\":\\"2012-10-17\\"');
    expect(text).not.toMatch(/arn:aws:[a-z]+:us-/);
    expect(new Set(text.match(/(?<=:)\d{12}(?=:)/g))).toEqual(new Set(["000000000000"]));
  });

  it("prices as many nodes as the program makes", () => {
    const { settings, resources, nodes } = plan;
    const numbers = resources
      .filter(({ type }) => /^aws:emr\/(cluster|instanceFleet):/.test(type))
      .flatMap(({ properties: own }) => [own, own["masterInstanceFleet"], own["coreInstanceFleet"]])
      .flatMap((fleet) => ["targetOnDemandCapacity", "targetSpotCapacity"].map((key) => capacity(fleet, key)));
    const made = numbers.reduce((sum, count) => sum + count, 0);
    expect(made).toBe(nodes.reduce((sum, { max }) => sum + max, 0));
    expect(nodes).toEqual(nodeGroups(settings));
  });

  it("prices as many interface endpoints as the program makes, and no NAT gateway", () => {
    const types = plan.resources.filter(({ properties }) => properties["vpcEndpointType"] === "Interface");
    expect(types).toHaveLength(interfaceEndpoints(plan.settings).length);
    expect(plan.resources.filter(({ type }) => /natGateway/i.test(type))).toEqual([]);
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
    expect(stopsBy(plan.settings, plan.resources)).toEqual([
      "idle 15 min",
      "power-off timer on every node",
      "scheduled termination",
    ]);
  });

  it("tells where the state rests", () => {
    expect(plan.residency.at(-1)).toMatchObject({ what: "state", where: "s3://state", country: "FR", standing: "eu" });
  });
});

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

function capacity(fleet: unknown, key: string): number {
  const value: unknown = typeof fleet === "object" && fleet !== null ? Reflect.get(fleet, key) : undefined;
  return typeof value === "number" ? value : 0;
}
