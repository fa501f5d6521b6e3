import type { Settings } from "./settings.ts";

/** The AWS services that a stack's private subnets reach through an interface endpoint, each billed by the hour. */
export function interfaceEndpoints({ compute, notebook }: Settings): readonly string[] {
  // Session Manager starts the job on EC2, and is the way to JupyterHub: nothing listens to the outside. Otherwise EMR
  // and Databricks have their own ways in.
  const managed = compute.platform === "ec2" || notebook === "jupyterhub";
  return managed ? ["ssm", "ssmmessages", "ec2messages"] : [];
}
