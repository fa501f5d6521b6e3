/** EMR with everything a stack may ask for: images elsewhere, its own key, spot workers, an owner. */
export const emrStack = {
  cloud: "aws",
  region: "eu-west-3",
  compute: {
    platform: "emr",
    primary: { type: "m5.xlarge" },
    workers: { type: "m5.xlarge", min: 2, max: 8, spot: true },
  },
  images: { from: "bucket", bucket: "my-photographs", prefix: "2026/" },
  customerKey: true,
  owner: "ada@example.org",
  tags: { project: "orchard" },
};

/** One EC2 primary and three spot workers. */
export const ec2Stack = {
  cloud: "aws",
  region: "eu-west-3",
  compute: {
    platform: "ec2",
    primary: { type: "m5.xlarge" },
    workers: { type: "m5.xlarge", count: 3, spot: true },
  },
  owner: "ada@example.org",
};

/** Databricks on AWS in a workspace of the stack's own. */
export const databricksOnAwsStack = {
  cloud: "aws",
  region: "eu-west-3",
  compute: {
    platform: "databricks",
    driver: { type: "m5.xlarge" },
    workers: { type: "m5.xlarge", min: 2, max: 8, spot: true },
  },
  owner: "ada@example.org",
};

/** Databricks on Azure in a workspace of the stack's own. */
export const azureStack = {
  cloud: "azure",
  region: "francecentral",
  compute: {
    platform: "databricks",
    driver: { type: "Standard_D8s_v3" },
    workers: { type: "Standard_D8s_v3", min: 2, max: 8, spot: true },
  },
  owner: "ada@example.org",
};
