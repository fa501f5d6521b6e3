import { buckets, companions } from "../bucketCompanions.ts";
import type { PolicyRule } from "../policyRule.ts";
import { at, listAt, ofType, parsed, type Resources, violation } from "../resources.ts";

export const encryptedAtRest: PolicyRule = {
  id: "encrypted-at-rest",
  title: "Objects and disks are encrypted",
  controls: ["CKV_AWS_19", "CKV_AWS_349", "CKV_AWS_350"],
  enforcement: "mandatory",
  check: (resources) => [
    ...openBuckets(resources),
    ...openDisks(resources),
    ...ofType(resources, "aws:emr/cluster:Cluster")
      .filter(({ properties }) => !("securityConfiguration" in properties) && emrSecurity(resources).length === 0)
      .map((cluster) => violation(cluster, "the cluster has no security configuration")),
    ...emrSecurity(resources)
      .filter(({ properties }) => !diskEncryption(properties["configuration"]))
      .map((configuration) => violation(configuration, "EMR's disks are not encrypted with a key of the stack")),
    ...ofType(resources, "azure-native:storage:StorageAccount")
      .filter(({ properties }) => at(properties, ["encryption", "requireInfrastructureEncryption"]) !== true)
      .map((account) => violation(account, "requireInfrastructureEncryption is not true")),
  ],
};

const emrSecurity = (resources: Resources): Resources =>
  ofType(resources, "aws:emr/securityConfiguration:SecurityConfiguration");

function openBuckets(resources: Resources) {
  return buckets(resources)
    .filter((bucket) => {
      const type = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
      return !companions(resources, bucket, type).some(({ properties }) => listAt(properties, ["rules"]).length > 0);
    })
    .map((bucket) => violation(bucket, "no encryption is set for its objects"));
}

function openDisks(resources: Resources) {
  return ofType(resources, "aws:ec2/launchTemplate:LaunchTemplate")
    .filter(({ properties }) => {
      const disks = listAt(properties, ["blockDeviceMappings"]);
      return disks.length === 0 || disks.some((disk) => String(at(disk, ["ebs", "encrypted"])) !== "true");
    })
    .map((template) => violation(template, "a disk is not encrypted"));
}

function diskEncryption(configuration: unknown): boolean {
  // A text that is not known yet, while the key is still to be made, is judged when it is.
  if (configuration === undefined) return true;
  const encryption = at(parsed(configuration), ["EncryptionConfiguration"]);
  const disks = at(encryption, ["AtRestEncryptionConfiguration", "LocalDiskEncryptionConfiguration"]);
  return at(encryption, ["EnableAtRestEncryption"]) === true && at(disks, ["EnableEbsEncryption"]) === true;
}
