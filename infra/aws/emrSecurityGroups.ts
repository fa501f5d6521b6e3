import type { SecurityGroup } from "@pulumi/aws/ec2/securityGroup.js";
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc/securityGroupEgressRule.js";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule.js";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import type { AwsStack } from "./awsStack.ts";
import type { IsolatedNetwork } from "./isolatedNetwork.ts";
import { vpcCidr } from "./subnetPlan.ts";

export interface EmrSecurityGroupsArgs {
  readonly stack: AwsStack;
  readonly network: IsolatedNetwork;
  /** Whether nodes talk to interface endpoints, as the Systems Manager agent does. */
  readonly endpoints: boolean;
  /** Whether notebooks in Studio talk to Livy on the primary node. */
  readonly studio: boolean;
}

/**
 * The three groups EMR wants, made by us so that none is left behind. Nodes talk to each other; EMR's service talks
 * to them through the access group (8443 to the nodes, 9443 from the primary). Nothing comes from outside.
 */
export class EmrSecurityGroups extends ComponentResource {
  readonly primary: Output<string>;
  readonly workers: Output<string>;
  readonly serviceAccess: Output<string>;
  /** The group of the notebooks in Studio, where there are some. */
  readonly studio: SecurityGroup | undefined;
  readonly #tags: Readonly<Record<string, string>>;

  constructor(name: string, args: EmrSecurityGroupsArgs, options?: ComponentResourceOptions) {
    const { stack, network, endpoints } = args;
    super("verger:aws:EmrSecurityGroups", name, {}, options);
    this.#tags = stack.tags;
    const primary = network.securityGroup("emr-primary", "EMR primary node", this);
    const workers = network.securityGroup("emr-workers", "EMR core and task nodes", this);
    const access = network.securityGroup("emr-access", "EMR service access", this);

    this.#open("primary-to-primary", primary, primary, "all");
    this.#open("primary-to-workers", primary, workers, "all");
    this.#open("workers-to-primary", workers, primary, "all");
    this.#open("workers-to-workers", workers, workers, "all");
    this.#open("service-to-primary", access, primary, 8443);
    this.#open("service-to-workers", access, workers, 8443);
    this.#open("primary-to-service", primary, access, 9443);

    if (endpoints) for (const [part, group] of Object.entries({ primary, workers })) this.#toEndpoints(part, group);

    if (args.studio) {
      const studio = network.securityGroup("studio", "Notebooks in SageMaker Studio", this);
      this.#open("studio-to-livy", studio, primary, livyPort);
      this.#toEndpoints("studio", studio);
      this.studio = studio;
    }

    this.primary = primary.id;
    this.workers = workers.id;
    this.serviceAccess = access.id;
    this.registerOutputs({ primary: primary.id, workers: workers.id, serviceAccess: access.id });
  }

  #toEndpoints(part: string, group: SecurityGroup): void {
    new SecurityGroupEgressRule(
      `${part}-to-endpoints`,
      {
        securityGroupId: group.id,
        cidrIpv4: vpcCidr,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        description: "Interface endpoints in the network",
        tags: this.#tags,
      },
      { parent: this },
    );
  }

  /** A way from one group to another: out of the first, into the second. */
  #open(name: string, from: SecurityGroup, to: SecurityGroup, port: number | "all"): void {
    const traffic = port === "all" ? { ipProtocol: "-1" } : { ipProtocol: "tcp", fromPort: port, toPort: port };
    const shared = { ...traffic, description: name.replaceAll("-", " "), tags: this.#tags };
    const child = { parent: this };
    new SecurityGroupEgressRule(name, { ...shared, securityGroupId: from.id, referencedSecurityGroupId: to.id }, child);
    new SecurityGroupIngressRule(
      name,
      { ...shared, securityGroupId: to.id, referencedSecurityGroupId: from.id },
      child,
    );
  }
}

/** Where Livy listens on the primary node. */
const livyPort = 8998;
