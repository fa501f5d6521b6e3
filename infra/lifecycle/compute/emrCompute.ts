import {
  type ClusterState,
  DescribeClusterCommand,
  type EMRClient,
  InvalidRequestException,
  paginateListInstances,
} from "@aws-sdk/client-emr";
import type { ComputeReader, ComputeStatus, NodeUsage } from "./computeStatus.ts";

/** A cluster and its instances, those that ended too. Source: EMR API Reference, ClusterStatus and InstanceTimeline. */
export function emrCompute(client: EMRClient, clusterId: string): ComputeReader {
  return async () => {
    try {
      const { Cluster } = await client.send(new DescribeClusterCommand({ ClusterId: clusterId }));
      const { State, StateChangeReason } = Cluster?.Status ?? {};
      const reason = StateChangeReason?.Message ? `: ${StateChangeReason.Message}` : "";
      return {
        state: State === undefined ? "absent" : stateOf[State],
        said: `EMR ${clusterId} ${State ?? "unknown"}${reason}`,
        nodes: await instances(client, clusterId),
      };
    } catch (error) {
      // EMR's way of saying that there is no such cluster (it forgets ended ones after two months).
      if (error instanceof InvalidRequestException) return { state: "absent", said: `no EMR ${clusterId}`, nodes: [] };
      throw error;
    }
  };
}

const stateOf: Readonly<Record<ClusterState, ComputeStatus["state"]>> = {
  STARTING: "starting",
  BOOTSTRAPPING: "starting",
  RUNNING: "running",
  WAITING: "running",
  TERMINATING: "ending",
  TERMINATED: "ended",
  TERMINATED_WITH_ERRORS: "ended",
};

async function instances(client: EMRClient, ClusterId: string): Promise<readonly NodeUsage[]> {
  const found: NodeUsage[] = [];
  for await (const { Instances = [] } of paginateListInstances({ client }, { ClusterId }))
    for (const { InstanceType, Market, Status } of Instances) {
      const { CreationDateTime: from, EndDateTime: to } = Status?.Timeline ?? {};
      if (InstanceType === undefined || from === undefined) continue;
      found.push({ type: InstanceType, market: Market === "SPOT" ? "spot" : "onDemand", from, to });
    }
  return found;
}
