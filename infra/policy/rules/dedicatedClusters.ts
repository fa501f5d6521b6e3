import type { PolicyRule } from "../policyRule.ts";
import { at, listAt, ofType, violation } from "../resources.ts";

export const dedicatedClusters: PolicyRule = {
  id: "dedicated-clusters",
  title: "A Databricks run has a cluster nobody shares",
  controls: ["Databricks security best practices: isolation"],
  enforcement: "mandatory",
  check: (resources) =>
    ofType(resources, "databricks:index/job:Job")
      .filter(({ properties }) => {
        const clusters = listAt(properties, ["jobClusters"]);
        return clusters.some((cluster) => at(cluster, ["newCluster", "dataSecurityMode"]) !== "SINGLE_USER");
      })
      .map((job) => violation(job, "dataSecurityMode is not SINGLE_USER")),
};
