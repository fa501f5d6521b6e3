import type { PolicyRule } from "../policyRule.ts";
import { at, ofType, type Resources, userDataOf, violation } from "../resources.ts";

export const durationIsLimited: PolicyRule = {
  id: "duration-is-limited",
  title: "The cloud ends everything at a fixed moment, without the laptop that started it",
  controls: ["verger promise: maximum duration"],
  enforcement: "mandatory",
  check: (resources) => [...emr(resources), ...ec2(resources), ...databricks(resources)],
};

function emr(resources: Resources) {
  const scheduled = ofType(resources, "aws:scheduler/schedule:Schedule").some(({ properties }) =>
    String(at(properties, ["target", "arn"])).endsWith("aws-sdk:emr:terminateJobFlows"),
  );
  const clusters = ofType(resources, "aws:emr/cluster:Cluster");
  const untimed = clusters.filter(
    ({ properties }) => at(properties, ["bootstrapActions", 0, "name"]) !== "power-off timer",
  );
  return [
    ...untimed.map((cluster) => violation(cluster, "its first bootstrap action is not the power-off timer")),
    ...(scheduled ? [] : clusters.map((cluster) => violation(cluster, "no schedule terminates it"))),
  ];
}

function ec2(resources: Resources) {
  return [
    ...ofType(resources, "aws:ec2/fleet:Fleet")
      .filter(
        ({ properties }) =>
          properties["terminateInstancesWithExpiration"] !== true ||
          properties["type"] !== "request" ||
          !("validUntil" in properties),
      )
      .map((fleet) => violation(fleet, "it is refilled, or its instances outlive validUntil")),
    ...ofType(resources, "aws:ec2/launchTemplate:LaunchTemplate")
      .filter(({ properties }) => properties["instanceInitiatedShutdownBehavior"] !== "terminate")
      .map((template) => violation(template, "an instance that powers off is kept, and its disk paid for")),
    ...ofType(resources, "aws:ec2/launchTemplate:LaunchTemplate")
      .filter(({ properties }) => properties["userData"] !== undefined)
      .filter((template) => !/^sh power-off-timer\.sh \d+$/m.test(userDataOf(template)))
      .map((template) => violation(template, "its user data starts no power-off timer")),
    ...ofType(resources, "aws:ec2/instance:Instance", "aws:autoscaling/group:Group").map((instance) =>
      violation(instance, "instances are made only by fleets that end"),
    ),
  ];
}

function databricks(resources: Resources) {
  return ofType(resources, "databricks:index/job:Job")
    .filter(({ properties }) => Number(properties["timeoutSeconds"] ?? 0) <= 0)
    .map((job) => violation(job, "timeoutSeconds is missing: a run could go on for ever"));
}
