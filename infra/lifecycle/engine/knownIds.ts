import { z } from "zod";
import type { KnownIds } from "../aws/awsSearch.ts";

const Deployment = z.object({
  deployment: z
    .object({ resources: z.array(z.object({ type: z.string(), id: z.string().optional() })).optional() })
    .nullable(),
});

/** Ids from an exported state by which things are found that bear neither tag nor name. */
export function knownIds(exported: string): KnownIds {
  const resources = Deployment.parse(JSON.parse(exported)).deployment?.resources ?? [];
  const idsOf = (type: string): string[] =>
    resources.flatMap((resource) => (resource.type === type && resource.id !== undefined ? [resource.id] : []));
  return {
    clusters: idsOf("aws:emr/cluster:Cluster"),
    vpcs: idsOf("aws:ec2/vpc:Vpc"),
    domains: idsOf("aws:sagemaker/domain:Domain"),
  };
}

export const nothingKnown: KnownIds = { clusters: [], vpcs: [], domains: [] };
