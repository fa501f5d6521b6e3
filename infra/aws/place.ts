/** Where a stack stands: everything an ARN needs. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** The partition of a region: the European Sovereign Cloud is one of its own. */
export function partitionOf(region: string): string {
  return region.startsWith("eusc-") ? "aws-eusc" : "aws";
}

export const roleArn = ({ partition, account }: Place, name: string): string =>
  `arn:${partition}:iam::${account}:role/${name}`;

export const bucketArn = ({ partition }: Pick<Place, "partition">, bucket: string): string =>
  `arn:${partition}:s3:::${bucket}`;

export const clusterArns = ({ partition, region, account }: Place): string =>
  `arn:${partition}:elasticmapreduce:${region}:${account}:cluster/*`;
