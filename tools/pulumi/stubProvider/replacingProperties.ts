/** Properties whose change makes a provider replace the resource: names and places for every type, more for some. */
const everywhere = new Set([
  "bucket",
  "clusterId",
  "name",
  "key",
  "resourceGroupName",
  "location",
  "region",
  "cidrBlock",
  "vpcId",
  "role",
]);

const ofType: Readonly<Record<string, readonly string[]>> = {
  "command:local:Command": ["triggers"],
  "aws:emr/cluster:Cluster": [
    "applications",
    "bootstrapActions",
    "coreInstanceFleet",
    "ec2Attributes",
    "masterInstanceFleet",
    "releaseLabel",
    "securityConfiguration",
    "serviceRole",
  ],
  "aws:emr/securityConfiguration:SecurityConfiguration": ["configuration"],
  "aws:ec2/fleet:Fleet": ["launchTemplateConfigs", "spotOptions", "type", "validUntil"],
};

export function replaces(type: string, property: string): boolean {
  return everywhere.has(property) || (ofType[type] ?? []).includes(property);
}
