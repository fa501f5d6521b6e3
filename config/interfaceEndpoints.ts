import type { Settings } from "./settings.ts";

/** The AWS services that a stack's private subnets reach through an interface endpoint, each billed by the hour. */
export function interfaceEndpoints({ compute }: Settings): readonly string[] {
  // Session Manager starts the job on EC2 and gives a shell without SSH. EMR and Databricks have their own ways in.
  return compute.platform === "ec2" ? ["ssm", "ssmmessages", "ec2messages"] : [];
}
