import { DefaultSecurityGroup } from "@pulumi/aws/ec2/defaultSecurityGroup.js";
import { FlowLog } from "@pulumi/aws/ec2/flowLog.js";
import { RouteTable } from "@pulumi/aws/ec2/routeTable.js";
import { RouteTableAssociation } from "@pulumi/aws/ec2/routeTableAssociation.js";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup.js";
import { Subnet } from "@pulumi/aws/ec2/subnet.js";
import { Vpc } from "@pulumi/aws/ec2/vpc.js";
import { VpcEndpoint } from "@pulumi/aws/ec2/vpcEndpoint.js";
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc/securityGroupEgressRule.js";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule.js";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type Output,
  type Resource,
  all,
  interpolate,
} from "@pulumi/pulumi";
import { emrManagedTag } from "../resourceTags.ts";
import { type AwsStack, named } from "./awsStack.ts";
import { storageLayout } from "../storageLayout.ts";
import { s3EndpointPolicy } from "./policies/s3EndpointPolicy.ts";
import { subnetPlan, vpcCidr } from "./subnetPlan.ts";

export interface IsolatedNetworkArgs {
  readonly stack: AwsStack;
  readonly bucket: Output<string>;
  readonly bucketArn: Output<string>;
  /** The bucket the images are read from, when it is not the stack's own. */
  readonly imagesBucket?: string | undefined;
  readonly emr: boolean;
  /** AWS services reached through a priced interface endpoint, such as `ssm`. */
  readonly interfaceEndpoints: readonly string[];
}

/** Private subnets whose only ways out are S3 and the endpoints asked for: no internet gateway, no NAT. */
export class IsolatedNetwork extends ComponentResource {
  readonly vpcId: Output<string>;
  readonly subnetIds: readonly Output<string>[];
  readonly #stack: AwsStack;
  readonly #s3PrefixList: Output<string>;

  constructor(name: string, args: IsolatedNetworkArgs, options?: ComponentResourceOptions) {
    super("verger:aws:IsolatedNetwork", name, {}, options);
    const { stack } = args;
    this.#stack = stack;
    const child = { parent: this };

    const vpc = new Vpc(
      name,
      { cidrBlock: vpcCidr, enableDnsHostnames: true, enableDnsSupport: true, tags: this.#tagged("network") },
      child,
    );
    this.vpcId = vpc.id;
    new DefaultSecurityGroup(name, { vpcId: vpc.id, ingress: [], egress: [], tags: this.#tagged("unused") }, child);
    const routes = new RouteTable(name, { vpcId: vpc.id, routes: [], tags: this.#tagged("routes") }, child);
    this.subnetIds = subnetPlan(stack.place.region).map(({ zone, cidr }) => this.#subnet(zone, cidr, routes.id));

    const s3 = new VpcEndpoint(
      "s3",
      {
        vpcId: vpc.id,
        vpcEndpointType: "Gateway",
        routeTableIds: [routes.id],
        serviceName: `com.amazonaws.${stack.place.region}.s3`,
        policy: args.bucket.apply((bucket) =>
          JSON.stringify(
            s3EndpointPolicy(stack.place, { bucket, imagesBucket: args.imagesBucket ?? bucket, emr: args.emr }),
          ),
        ),
        tags: this.#tagged("s3"),
      },
      child,
    );
    this.#s3PrefixList = s3.prefixListId;
    this.#interfaceEndpoints(args.interfaceEndpoints);
    new FlowLog(
      name,
      {
        vpcId: vpc.id,
        trafficType: "REJECT",
        logDestinationType: "s3",
        logDestination: interpolate`${args.bucketArn}/${storageLayout.logs}`,
        tags: this.#tagged("rejected-traffic"),
      },
      child,
    );
    this.registerOutputs({ vpcId: this.vpcId, subnetIds: all([...this.subnetIds]) });
  }

  /** A security group that reaches S3 over HTTPS and nothing else until rules are added. */
  securityGroup(part: string, description: string, parent: Resource): SecurityGroup {
    const group = new SecurityGroup(
      part,
      {
        name: named(this.#stack, part),
        description,
        vpcId: this.vpcId,
        revokeRulesOnDelete: true,
        tags: this.#tagged(part),
      },
      { parent, ignoreChanges: ["ingress", "egress"] },
    );
    new SecurityGroupEgressRule(
      `${part}-to-s3`,
      {
        securityGroupId: group.id,
        prefixListId: this.#s3PrefixList,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        description: "S3 through the gateway endpoint",
        tags: this.#tagged(`${part}-to-s3`),
      },
      { parent },
    );
    return group;
  }

  #subnet(zone: string, cidrBlock: string, routeTableId: Output<string>): Output<string> {
    const subnet = new Subnet(
      zone,
      {
        vpcId: this.vpcId,
        availabilityZone: zone,
        cidrBlock,
        mapPublicIpOnLaunch: false,
        tags: this.#tagged(zone),
      },
      { parent: this },
    );
    new RouteTableAssociation(zone, { subnetId: subnet.id, routeTableId }, { parent: this });
    return subnet.id;
  }

  #interfaceEndpoints(services: readonly string[]): void {
    const [subnetId] = this.subnetIds;
    if (services.length === 0 || subnetId === undefined) return;
    const child = { parent: this };
    const group = new SecurityGroup(
      "endpoints",
      {
        name: named(this.#stack, "endpoints"),
        vpcId: this.vpcId,
        revokeRulesOnDelete: true,
        description: "Interface endpoints: HTTPS from the subnets",
        tags: this.#tagged("endpoints"),
      },
      { ...child, ignoreChanges: ["ingress", "egress"] },
    );
    new SecurityGroupIngressRule(
      "endpoints-https",
      {
        securityGroupId: group.id,
        cidrIpv4: vpcCidr,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        tags: this.#tagged("endpoints-https"),
      },
      child,
    );
    for (const service of services) {
      new VpcEndpoint(
        service,
        {
          vpcId: this.vpcId,
          vpcEndpointType: "Interface",
          privateDnsEnabled: true,
          serviceName: endpointService(this.#stack.place.region, service),
          subnetIds: [subnetId],
          securityGroupIds: [group.id],
          tags: this.#tagged(service),
        },
        child,
      );
    }
  }

  /** EMR's managed policy works only in subnets, groups and a network that carry its tag. */
  #tagged(part: string): Record<string, string> {
    return { ...this.#stack.tags, Name: named(this.#stack, part), [emrManagedTag]: "true" };
  }
}

/** Studio's own endpoint is named unlike all others. */
const endpointService = (region: string, service: string): string =>
  service === "studio" ? `aws.sagemaker.${region}.studio` : `com.amazonaws.${region}.${service}`;
