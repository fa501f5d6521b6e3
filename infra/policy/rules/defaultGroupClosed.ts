import type { PolicyRule } from "../policyRule.ts";
import { listAt, ofType, violation } from "../resources.ts";

export const defaultGroupClosed: PolicyRule = {
  id: "default-group-closed",
  title: "The default security group of a network lets nothing through",
  controls: ["FSBP EC2.2", "CIS AWS 5.4", "CKV2_AWS_12"],
  enforcement: "mandatory",
  check: (resources) => {
    const groups = ofType(resources, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");
    const networks = ofType(resources, "aws:ec2/vpc:Vpc").slice(groups.length);
    return [
      ...networks.map((network) => violation(network, "its default security group is left open")),
      ...groups
        .filter(({ properties }) => listAt(properties, ["ingress"]).length + listAt(properties, ["egress"]).length > 0)
        .map((group) => violation(group, "it has rules")),
    ];
  },
};
