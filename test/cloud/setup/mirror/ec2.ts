import {
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DeleteVpcEndpointsCommand,
  EC2Client,
  type ResourceType,
} from "@aws-sdk/client-ec2";
import { tagsOf, text } from "./inputs.ts";
import type { MirroredService, MotoPlace } from "./mirroredService.ts";

const tagged = (kind: ResourceType, inputs: Readonly<Record<string, unknown>>) => ({
  TagSpecifications: [{ ResourceType: kind, Tags: tagsOf(inputs) }],
});

/** Networks, subnets, security groups and endpoints: what a receipt asks EC2 for, with EC2's own ids. */
export function mirrorEc2(moto: MotoPlace): MirroredService {
  const ec2 = new EC2Client(moto);
  return {
    close: () => ec2.destroy(),
    mirrors: {
      "aws:ec2/vpc:Vpc": {
        create: async ({ inputs, state }) => {
          const CidrBlock = text(inputs, "cidrBlock");
          const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock, ...tagged("vpc", inputs) }));
          return { id: Vpc?.VpcId ?? "", state };
        },
        remove: async ({ id }) => {
          await ec2.send(new DeleteVpcCommand({ VpcId: id }));
        },
      },
      "aws:ec2/subnet:Subnet": {
        create: async ({ inputs, state }) => {
          const place = { VpcId: text(inputs, "vpcId"), AvailabilityZone: text(inputs, "availabilityZone") };
          const CidrBlock = text(inputs, "cidrBlock");
          const { Subnet } = await ec2.send(
            new CreateSubnetCommand({ ...place, CidrBlock, ...tagged("subnet", inputs) }),
          );
          return { id: Subnet?.SubnetId ?? "", state };
        },
        remove: async ({ id }) => {
          await ec2.send(new DeleteSubnetCommand({ SubnetId: id }));
        },
      },
      "aws:ec2/securityGroup:SecurityGroup": {
        create: async ({ inputs, state }) => {
          const { GroupId = "" } = await ec2.send(
            new CreateSecurityGroupCommand({
              GroupName: text(inputs, "name"),
              Description: text(inputs, "description"),
              VpcId: text(inputs, "vpcId"),
              ...tagged("security-group", inputs),
            }),
          );
          return { id: GroupId, state };
        },
        remove: async ({ id }) => {
          await ec2.send(new DeleteSecurityGroupCommand({ GroupId: id }));
        },
      },
      "aws:ec2/vpcEndpoint:VpcEndpoint": {
        create: async ({ inputs, state }) => {
          const { VpcEndpoint } = await ec2.send(
            new CreateVpcEndpointCommand({
              VpcEndpointType: inputs["vpcEndpointType"] === "Interface" ? "Interface" : "Gateway",
              ServiceName: text(inputs, "serviceName"),
              VpcId: text(inputs, "vpcId"),
              ...tagged("vpc-endpoint", inputs),
            }),
          );
          return { id: VpcEndpoint?.VpcEndpointId ?? "", state };
        },
        remove: async ({ id }) => {
          await ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] }));
        },
      },
    },
  };
}
