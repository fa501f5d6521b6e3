import { DefaultSecurityGroup } from "@pulumi/aws/ec2/defaultSecurityGroup.js";
import { Eip } from "@pulumi/aws/ec2/eip.js";
import { InternetGateway } from "@pulumi/aws/ec2/internetGateway.js";
import { NatGateway } from "@pulumi/aws/ec2/natGateway.js";
import { Route } from "@pulumi/aws/ec2/route.js";
import { RouteTable } from "@pulumi/aws/ec2/routeTable.js";
import { RouteTableAssociation } from "@pulumi/aws/ec2/routeTableAssociation.js";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup.js";
import { Subnet } from "@pulumi/aws/ec2/subnet.js";
import { Vpc } from "@pulumi/aws/ec2/vpc.js";
import { VpcEndpoint } from "@pulumi/aws/ec2/vpcEndpoint.js";
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc/securityGroupEgressRule.js";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule.js";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { type AwsStack, named } from "./awsStack.ts";
import { subnetPlan, vpcCidr } from "./subnetPlan.ts";

/** Ports a Databricks node opens towards the control plane. Source: Databricks "Configure a customer-managed VPC". */
const controlPlanePorts = [
  { from: 443, to: 443 },
  { from: 2443, to: 2443 },
  { from: 6666, to: 6666 },
  { from: 8443, to: 8451 },
];

/**
 * Private subnets with one way out, for Databricks on AWS: its nodes must reach a control plane that is not in the
 * network. Nothing comes in: the NAT gateway has the only public address.
 */
export class OutboundNetwork extends ComponentResource {
  readonly vpcId: Output<string>;
  readonly subnetIds: readonly Output<string>[];
  readonly securityGroupId: Output<string>;
  readonly #stack: AwsStack;

  constructor(name: string, stack: AwsStack, options?: ComponentResourceOptions) {
    super("verger:aws:OutboundNetwork", name, {}, options);
    this.#stack = stack;
    const child = { parent: this };
    const { region } = stack.place;
    const vpc = new Vpc(
      name,
      { cidrBlock: vpcCidr, enableDnsHostnames: true, enableDnsSupport: true, tags: this.#tagged("network") },
      child,
    );
    this.vpcId = vpc.id;
    new DefaultSecurityGroup(name, { vpcId: vpc.id, ingress: [], egress: [], tags: this.#tagged("unused") }, child);

    const [first, second] = subnetPlan(region);
    if (first === undefined || second === undefined) throw new TypeError("Databricks wants two zones");
    const gateway = new InternetGateway(name, { vpcId: vpc.id, tags: this.#tagged("internet") }, child);
    const outside = this.#subnet("outside", first.zone, "10.71.240.0/28", this.#routes("outside"));
    new Route(
      "outside",
      { routeTableId: outside.routeTableId, destinationCidrBlock: "0.0.0.0/0", gatewayId: gateway.id },
      child,
    );
    const address = new Eip(name, { domain: "vpc", tags: this.#tagged("nat") }, { ...child, dependsOn: [gateway] });
    const nat = new NatGateway(
      name,
      { allocationId: address.id, subnetId: outside.subnetId, tags: this.#tagged("nat") },
      child,
    );

    const inside = this.#routes("inside");
    new Route("inside", { routeTableId: inside, destinationCidrBlock: "0.0.0.0/0", natGatewayId: nat.id }, child);
    this.subnetIds = [first, second].map(({ zone, cidr }) => this.#subnet(zone, zone, cidr, inside).subnetId);
    new VpcEndpoint(
      "s3",
      {
        vpcId: vpc.id,
        vpcEndpointType: "Gateway",
        serviceName: `com.amazonaws.${region}.s3`,
        routeTableIds: [inside],
        tags: this.#tagged("s3"),
      },
      child,
    );
    this.securityGroupId = this.#nodeGroup();
    this.registerOutputs({ vpcId: this.vpcId });
  }

  #nodeGroup(): Output<string> {
    const { tags } = this.#stack;
    const child = { parent: this };
    const group = new SecurityGroup(
      "nodes",
      {
        name: named(this.#stack, "nodes"),
        description: "Databricks nodes: each other, and out to the control plane",
        vpcId: this.vpcId,
        revokeRulesOnDelete: true,
        tags: this.#tagged("nodes"),
      },
      { ...child, ignoreChanges: ["ingress", "egress"] },
    );
    const among = { securityGroupId: group.id, referencedSecurityGroupId: group.id, ipProtocol: "-1", tags };
    new SecurityGroupIngressRule("among-nodes", among, child);
    new SecurityGroupEgressRule("among-nodes", among, child);
    for (const { from, to } of controlPlanePorts)
      new SecurityGroupEgressRule(
        `out-${from}`,
        { securityGroupId: group.id, cidrIpv4: "0.0.0.0/0", ipProtocol: "tcp", fromPort: from, toPort: to, tags },
        child,
      );
    return group.id;
  }

  #routes(part: string): Output<string> {
    return new RouteTable(part, { vpcId: this.vpcId, tags: this.#tagged(part) }, { parent: this }).id;
  }

  #subnet(name: string, zone: string, cidrBlock: string, routeTableId: Output<string>) {
    const subnet = new Subnet(
      name,
      {
        vpcId: this.vpcId,
        availabilityZone: zone,
        cidrBlock,
        mapPublicIpOnLaunch: false,
        tags: this.#tagged(name),
      },
      { parent: this },
    );
    new RouteTableAssociation(name, { subnetId: subnet.id, routeTableId }, { parent: this });
    return { subnetId: subnet.id, routeTableId };
  }

  #tagged(part: string): Record<string, string> {
    return { ...this.#stack.tags, Name: named(this.#stack, part) };
  }
}
