import type { PolicyRule } from "../policyRule.ts";
import { ofType, violation } from "../resources.ts";

export const trafficIsLogged: PolicyRule = {
  id: "traffic-is-logged",
  title: "Refused traffic of a network is logged",
  controls: ["FSBP EC2.6", "CIS AWS 3.7", "CKV2_AWS_11"],
  enforcement: "advisory",
  check: (resources) =>
    ofType(resources, "aws:ec2/vpc:Vpc")
      .slice(ofType(resources, "aws:ec2/flowLog:FlowLog").length)
      .map((network) => violation(network, "it has no flow log")),
};
