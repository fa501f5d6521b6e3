import { NatGateway } from "@pulumi/azure-native/network/natGateway.js";
import { NetworkSecurityGroup } from "@pulumi/azure-native/network/networkSecurityGroup.js";
import { PublicIPAddress } from "@pulumi/azure-native/network/publicIPAddress.js";
import { Subnet } from "@pulumi/azure-native/network/subnet.js";
import { VirtualNetwork } from "@pulumi/azure-native/network/virtualNetwork.js";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { type AzureStack, named } from "./azureStack.ts";

/** The private range of a stack's network: it is joined to no other. */
const addressRange = "10.71.0.0/16";

/** Databricks' names for the two subnets of its nodes: neither has a public address with secure connectivity. */
export const hostSubnet = "host";
export const containerSubnet = "container";

/**
 * The network Databricks is injected into: two delegated subnets, no way in, and one way out through a NAT gateway,
 * which networks made after March 2026 do not have by themselves.
 */
export class InjectedNetwork extends ComponentResource {
  readonly networkId: Output<string>;
  readonly subnetIds: readonly Output<string>[];
  /** What the workspace must wait for, and outlive it not. */
  readonly subnets: readonly Subnet[];

  constructor(name: string, stack: AzureStack, options?: ComponentResourceOptions) {
    super("verger:azure:InjectedNetwork", name, {}, options);
    const { groupName: resourceGroupName, location, tags } = stack;
    const common = { resourceGroupName, location, tags };
    const child = { parent: this };

    const network = new VirtualNetwork(
      name,
      {
        ...common,
        virtualNetworkName: named(stack),
        addressSpace: { addressPrefixes: [addressRange] },
      },
      // The subnets are resources of their own.
      { ...child, ignoreChanges: ["subnets"] },
    );
    // Databricks adds its own rules through the delegation; Azure's default rules refuse everything from outside.
    const group = new NetworkSecurityGroup(
      name,
      { ...common, networkSecurityGroupName: named(stack) },
      { ...child, ignoreChanges: ["securityRules"] },
    );
    const address = new PublicIPAddress(
      "nat",
      {
        ...common,
        publicIpAddressName: named(stack, "nat"),
        publicIPAllocationMethod: "Static",
        sku: { name: "Standard" },
      },
      child,
    );
    const nat = new NatGateway(
      "nat",
      {
        ...common,
        natGatewayName: named(stack, "nat"),
        publicIpAddresses: [{ id: address.id }],
        sku: { name: "Standard" },
        idleTimeoutInMinutes: 10,
      },
      child,
    );
    const subnet = (subnetName: string, addressPrefix: string, after: readonly Subnet[]): Subnet =>
      new Subnet(
        subnetName,
        {
          resourceGroupName,
          virtualNetworkName: network.name,
          subnetName,
          addressPrefix,
          networkSecurityGroup: { id: group.id },
          natGateway: { id: nat.id },
          defaultOutboundAccess: false,
          serviceEndpoints: [{ service: "Microsoft.Storage", locations: [location] }],
          delegations: [{ name: "databricks", serviceName: "Microsoft.Databricks/workspaces" }],
        },
        { ...child, dependsOn: [...after] },
      );
    // Azure changes one subnet of a network at a time.
    const host = subnet(hostSubnet, "10.71.0.0/20", []);
    const container = subnet(containerSubnet, "10.71.16.0/20", [host]);

    this.networkId = network.id;
    this.subnets = [host, container];
    this.subnetIds = [host.id, container.id];
    this.registerOutputs({ networkId: network.id });
  }
}
