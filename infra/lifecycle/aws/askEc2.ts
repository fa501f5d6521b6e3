import {
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  type Filter,
} from "@aws-sdk/client-ec2";
import { hoursPerMonth } from "../../../config/cost/hourlyCost.ts";
import { nodePrice } from "../../../config/prices/nodePrice.ts";
import { amountOf, type Known } from "../../../config/prices/priceTable.ts";
import { stackTag } from "../../resourceTags.ts";
import type { Question, Recognised, Remain } from "../receipt/question.ts";
import type { AwsSearch } from "./awsSearch.ts";

/** The tag EMR gives to every instance, volume and interface of a cluster. */
const clusterTag = "aws:elasticmapreduce:job-flow-id";

interface Way {
  readonly by: Recognised;
  readonly filters: Filter[];
}

/** Everything of EC2 that can outlive a stack: by its tag, by its cluster's id, by its network's id. */
export function askEc2({ stack, region, known, clients: { ec2 } }: AwsSearch): readonly Question[] {
  const at = { service: "EC2", region };
  const byTag: Way[] = [{ by: "tag", filters: [{ Name: `tag:${stackTag}`, Values: [stack] }] }];
  const byCluster: Way[] =
    known.clusters.length === 0
      ? []
      : [{ by: "id", filters: [{ Name: `tag:${clusterTag}`, Values: [...known.clusters] }] }];
  const byNetwork: Way[] =
    known.vpcs.length === 0 ? [] : [{ by: "id", filters: [{ Name: "vpc-id", Values: [...known.vpcs] }] }];

  return [
    {
      ...at,
      call: "DescribeInstances",
      ask: () =>
        everyWay([...byTag, ...byCluster], async (filters) => {
          const living = { Name: "instance-state-name", Values: ["pending", "running", "stopping", "stopped"] };
          const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters: [...filters, living] }));
          return Reservations.flatMap(({ Instances = [] }) => Instances).map(({ InstanceId, InstanceType = "" }) => {
            const price = nodePrice("aws", "ec2", region, InstanceType);
            const perMonth = price === "unknown" ? price : price.onDemand * hoursPerMonth;
            return { kind: "instance", id: InstanceId ?? "", perMonth };
          });
        }),
    },
    {
      ...at,
      call: "DescribeVolumes",
      ask: () =>
        everyWay([...byTag, ...byCluster], async (filters) => {
          const { Volumes = [] } = await ec2.send(new DescribeVolumesCommand({ Filters: filters }));
          return Volumes.map(({ VolumeId, Size = 0 }) => ({
            kind: "volume",
            id: VolumeId ?? "",
            perMonth: times(amountOf("aws/ebs-gp3", region, "USD/GiB-month"), Size),
          }));
        }),
    },
    {
      ...at,
      call: "DescribeNetworkInterfaces",
      ask: () =>
        everyWay([...byTag, ...byCluster, ...byNetwork], async (filters) => {
          const { NetworkInterfaces = [] } = await ec2.send(new DescribeNetworkInterfacesCommand({ Filters: filters }));
          return NetworkInterfaces.map(({ NetworkInterfaceId }) => free("network interface", NetworkInterfaceId));
        }),
    },
    {
      ...at,
      call: "DescribeSecurityGroups",
      ask: () =>
        everyWay([...byTag, ...byNetwork], async (filters) => {
          const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters: filters }));
          return SecurityGroups.map(({ GroupId }) => free("security group", GroupId));
        }),
    },
    {
      ...at,
      call: "DescribeAddresses",
      ask: () =>
        everyWay(byTag, async (filters) => {
          const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({ Filters: filters }));
          const perMonth = times(amountOf("aws/public-ipv4", region, "USD/h"), hoursPerMonth);
          return Addresses.map(({ AllocationId }) => ({ kind: "address", id: AllocationId ?? "", perMonth }));
        }),
    },
    {
      ...at,
      call: "DescribeNatGateways",
      ask: () =>
        everyWay([...byTag, ...byNetwork], async (filters) => {
          const living = { Name: "state", Values: ["pending", "available", "failed"] };
          const { NatGateways = [] } = await ec2.send(new DescribeNatGatewaysCommand({ Filter: [...filters, living] }));
          const perMonth = times(amountOf("aws/nat-gateway", region, "USD/h"), hoursPerMonth);
          return NatGateways.map(({ NatGatewayId }) => ({ kind: "NAT gateway", id: NatGatewayId ?? "", perMonth }));
        }),
    },
    {
      ...at,
      call: "DescribeVpcEndpoints",
      ask: () =>
        everyWay([...byTag, ...byNetwork], async (filters) => {
          const { VpcEndpoints = [] } = await ec2.send(new DescribeVpcEndpointsCommand({ Filters: filters }));
          const each = amountOf("aws/interface-endpoint", region, "USD/h");
          return VpcEndpoints.filter(({ State }) => State?.toLowerCase() !== "deleted").map((endpoint) => ({
            kind: "endpoint",
            id: endpoint.VpcEndpointId ?? "",
            perMonth:
              endpoint.VpcEndpointType === "Interface"
                ? times(each, hoursPerMonth * (endpoint.SubnetIds?.length ?? 1))
                : 0,
          }));
        }),
    },
    {
      ...at,
      call: "DescribeLaunchTemplates",
      ask: () =>
        everyWay(byTag, async (filters) => {
          const { LaunchTemplates = [] } = await ec2.send(new DescribeLaunchTemplatesCommand({ Filters: filters }));
          return LaunchTemplates.map(({ LaunchTemplateId }) => free("launch template", LaunchTemplateId));
        }),
    },
    {
      ...at,
      call: "DescribeSubnets",
      ask: () =>
        everyWay([...byTag, ...byNetwork], async (filters) => {
          const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ Filters: filters }));
          return Subnets.map(({ SubnetId }) => free("subnet", SubnetId));
        }),
    },
    {
      ...at,
      call: "DescribeVpcs",
      ask: () =>
        everyWay([...byTag, ...byNetwork], async (filters) => {
          const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({ Filters: filters }));
          return Vpcs.map(({ VpcId }) => free("network", VpcId));
        }),
    },
  ];
}

const times = (price: Known<number>, factor: number): Known<number> => (price === "unknown" ? price : price * factor);

async function everyWay(
  ways: readonly Way[],
  find: (filters: Filter[]) => Promise<readonly Omit<Remain, "by">[]>,
): Promise<readonly Remain[]> {
  const found = await Promise.all(
    ways.map(async ({ by, filters }) =>
      (await find(filters)).map(({ kind, id, perMonth }) => ({ kind, id, perMonth, by })),
    ),
  );
  return found.flat();
}

const free = (kind: string, id: string | undefined): Omit<Remain, "by"> => ({ kind, id: id ?? "", perMonth: 0 });
