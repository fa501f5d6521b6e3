import type { PolicyRule } from "../policyRule.ts";
import { at, listAt, ofType, violation } from "../resources.ts";

export const primaryOnDemand: PolicyRule = {
  id: "primary-on-demand",
  title: "The node that directs the others is never bought on the spot market",
  controls: ["verger promise: driver on demand"],
  enforcement: "mandatory",
  check: (resources) => [
    ...ofType(resources, "aws:emr/cluster:Cluster")
      .filter(({ properties }) =>
        ["masterInstanceFleet", "coreInstanceFleet"].some(
          (fleet) => Number(at(properties, [fleet, "targetSpotCapacity"]) ?? 0) > 0,
        ),
      )
      .map((cluster) => violation(cluster, "the primary or a core node is on the spot market")),
    ...ofType(resources, "aws:ec2/fleet:Fleet")
      .filter(({ name, properties }) => {
        const market = at(properties, ["targetCapacitySpecification", "defaultTargetCapacityType"]);
        return name === "primary" && market !== "on-demand";
      })
      .map((fleet) => violation(fleet, "the primary is on the spot market")),
    ...ofType(resources, "databricks:index/job:Job")
      .filter(({ properties }) =>
        listAt(properties, ["jobClusters"]).some((cluster) => {
          const attributes =
            at(cluster, ["newCluster", "awsAttributes"]) ?? at(cluster, ["newCluster", "azureAttributes"]);
          return Number(at(attributes, ["firstOnDemand"]) ?? 0) < 1;
        }),
      )
      .map((job) => violation(job, "the driver may be on the spot market")),
  ],
};
