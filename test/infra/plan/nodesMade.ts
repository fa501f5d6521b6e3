import { valueAt } from "../../../config/problem.ts";
import type { PlannedResource } from "../../../infra/policy/policyRule.ts";

type Resources = readonly PlannedResource[];

/** The planned resources whose type matches. */
export const ofType = (resources: Resources, type: RegExp): Resources =>
  resources.filter((resource) => type.test(resource.type));

/** The most nodes that the planned clusters, fleets and jobs can have. */
export function nodesMade(resources: Resources): number {
  const emr = ofType(resources, /^aws:emr\/(cluster|instanceFleet):/).flatMap(({ properties: own }) => [
    own,
    own["masterInstanceFleet"],
    own["coreInstanceFleet"],
  ]);
  const ec2 = ofType(resources, /^aws:ec2\/fleet:/).map(({ properties }) => properties["targetCapacitySpecification"]);
  const capacities = [...emr, ...ec2].flatMap((fleet) =>
    ["targetOnDemandCapacity", "targetSpotCapacity", "totalTargetCapacity"].map((key) => numberIn(fleet, [key])),
  );
  const jobs = ofType(resources, /^databricks:index\/job:/).map(({ properties }) => {
    const cluster = ["jobClusters", 0, "newCluster"];
    const workers =
      numberIn(properties, [...cluster, "autoscale", "maxWorkers"]) + numberIn(properties, [...cluster, "numWorkers"]);
    return 1 + workers;
  });
  return [...capacities, ...jobs].reduce((sum, count) => sum + count, 0);
}

function numberIn(data: unknown, path: readonly (string | number)[]): number {
  const value = valueAt(data, path);
  return typeof value === "number" ? value : 0;
}
