import type { StackWorkspace } from "./stackWorkspace.ts";

/** What `retainResults` keeps when a stack is destroyed: the results' home and what protects it. */
const keptOnPurpose: readonly RegExp[] = [
  /^aws:s3\/bucket/,
  /^aws:kms\//,
  /^azure-native:resources:ResourceGroup .*-results-[0-9a-f]{8}$/,
  /^azure-native:storage:/,
];
/** The right of who made a stack to read what it leaves; that of Databricks' identity has another name, and goes. */
const isReader = ({ type, name }: { readonly type: string; readonly name: string }): boolean =>
  type === "azure-native:authorization:RoleAssignment" && name === "reader";

/** What is still in the cloud and should not be, as `type id`. */
export function leftovers({ cloud }: StackWorkspace): readonly string[] {
  return cloud.resources
    .filter((resource) => !isReader(resource))
    .map(({ type, id }) => `${type} ${id}`)
    .filter((each) => !keptOnPurpose.some((kept) => kept.test(each)));
}

/** Types that cost by the hour while they exist. */
const billed = new Set([
  "aws:emr/cluster:Cluster",
  "aws:emr/instanceFleet:InstanceFleet",
  "aws:ec2/fleet:Fleet",
  "aws:ec2/natGateway:NatGateway",
  "aws:ec2/vpcEndpoint:VpcEndpoint",
  "azure-native:network:NatGateway",
]);

/** What the cloud bills by the hour, as `type id`. */
export function billedByTheHour({ cloud }: StackWorkspace): readonly string[] {
  return cloud.resources.filter(({ type }) => billed.has(type)).map(({ type, id }) => `${type} ${id}`);
}

/** Resources the engine's state does not know: nobody would take them away. */
export async function behindTheBack(workspace: StackWorkspace): Promise<readonly string[]> {
  const { output } = await workspace.pulumi(["stack", "export"]);
  return workspace.cloud.resources
    .filter(({ id }) => !output.includes(JSON.stringify(id)))
    .map(({ type, id }) => `${type} ${id}`);
}

/** Those of them that the cloud bills by the hour. */
export async function billedBehindTheBack(workspace: StackWorkspace): Promise<readonly string[]> {
  const forgotten = await behindTheBack(workspace);
  return forgotten.filter((each) => billed.has(each.replace(/ .*/, "")));
}

export const up = ["up", "--yes", "--skip-preview"];
export const destroy = ["destroy", "--yes", "--skip-preview"];
export const refresh = ["refresh", "--yes", "--skip-preview"];
