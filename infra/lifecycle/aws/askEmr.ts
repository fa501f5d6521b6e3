import {
  type ClusterState,
  DescribeClusterCommand,
  DescribeSecurityConfigurationCommand,
  InvalidRequestException,
  paginateListClusters,
} from "@aws-sdk/client-emr";
import { longestName, stackName } from "../../names.ts";
import { stackTag } from "../../resourceTags.ts";
import type { Question, Remain } from "../receipt/question.ts";
import { type AwsSearch, ownName } from "./awsSearch.ts";

const alive: ClusterState[] = ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING", "TERMINATING"];

/** Clusters that are not ended, by tag, by name and by id; security configurations by name. */
export function askEmr({ stack, region, known, clusterPerMonth, clients: { emr } }: AwsSearch): readonly Question[] {
  const at = { service: "EMR", region };
  const own = ownName(stack);
  return [
    {
      ...at,
      call: "ListClusters, DescribeCluster",
      async ask() {
        const found: Remain[] = [];
        for await (const { Clusters = [] } of paginateListClusters({ client: emr }, { ClusterStates: alive }))
          for (const { Id: id, Name } of Clusters) {
            if (id === undefined) continue;
            const { Cluster } = await emr.send(new DescribeClusterCommand({ ClusterId: id }));
            const tagged = Cluster?.Tags?.some(({ Key, Value }) => Key === stackTag && Value === stack);
            const by = tagged ? "tag" : known.clusters.includes(id) ? "id" : own(Name) ? "name" : undefined;
            if (by !== undefined) found.push({ kind: "cluster", id, by, perMonth: clusterPerMonth });
          }
        return found;
      },
    },
    {
      ...at,
      call: "DescribeSecurityConfiguration",
      async ask() {
        const id = stackName(stack, ["emr"], longestName.iam);
        try {
          await emr.send(new DescribeSecurityConfigurationCommand({ Name: id }));
          return [{ kind: "security configuration", id, by: "name", perMonth: 0 }];
        } catch (error) {
          // EMR's way of saying that there is none of this name.
          if (error instanceof InvalidRequestException) return [];
          throw error;
        }
      },
    },
  ];
}
