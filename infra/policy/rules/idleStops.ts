import type { PolicyRule } from "../policyRule.ts";
import { at, listAt, ofType, userDataOf, violation } from "../resources.ts";

export const idleStops: PolicyRule = {
  id: "idle-stops",
  title: "What has no work ends by itself",
  controls: ["verger promise: idle stop"],
  enforcement: "mandatory",
  check: (resources) => [
    ...ofType(resources, "aws:emr/cluster:Cluster")
      .filter(({ properties }) => {
        const actions = listAt(properties, ["bootstrapActions"]).map((action) => at(action, ["name"]));
        return (
          at(properties, ["autoTerminationPolicy", "idleTimeout"]) === undefined || !actions.includes("idle watch")
        );
      })
      .map((cluster) => violation(cluster, "autoTerminationPolicy or the idle watch is missing")),
    ...ofType(resources, "aws:ec2/launchTemplate:LaunchTemplate")
      .filter((template) => template.properties["userData"] !== undefined)
      .filter((template) => template.name !== "worker" && !/idle-watch\.sh install \d/.test(userDataOf(template)))
      .map((template) => violation(template, "its user data starts no idle watch")),
    ...ofType(resources, "databricks:index/job:Job")
      .filter(({ properties }) =>
        listAt(properties, ["tasks"]).some((task) => at(task, ["existingClusterId"]) !== undefined),
      )
      .map((job) => violation(job, "it runs on a cluster that stays when the run is over")),
    ...ofType(resources, "databricks:index/cluster:Cluster")
      .filter(({ properties }) => Number(properties["autoterminationMinutes"] ?? 0) <= 0)
      .map((cluster) => violation(cluster, "autoterminationMinutes is missing")),
  ],
};
