import type { Settings } from "./settings.ts";

/** The AWS services that a stack's private subnets reach through an interface endpoint, each billed by the hour. */
export function interfaceEndpoints({ compute, notebook }: Settings): readonly string[] {
  // Session Manager starts the job on EC2, and is the way to JupyterHub: nothing listens to the outside. Otherwise EMR
  // and Databricks have their own ways in.
  if (compute.platform === "ec2" || notebook === "jupyterhub") return ["ssm", "ssmmessages", "ec2messages"];
  // What SageMaker Studio asks for where there is no internet, and the way from it to EMR's own interface.
  if (notebook === "sagemaker") return ["sagemaker.api", "sagemaker.runtime", "studio", "sts", "elasticmapreduce"];
  return [];
}
