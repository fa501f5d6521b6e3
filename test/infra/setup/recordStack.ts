import * as pulumi from "@pulumi/pulumi";
import { parseSettings } from "../../../config/parseSettings.ts";
import type { Settings } from "../../../config/settings.ts";
import type { Outputs } from "../../../infra/outputs.ts";
import type { PlannedResource } from "../../../infra/policy/policyRule.ts";
import { deploy } from "../../../infra/program.ts";
import { account, plausibleOutputs, testDigest } from "./plausibleOutputs.ts";

/** A resource as the program declared it. */
export interface RecordedResource extends PlannedResource {
  /** Its name chain: type tokens of the components around it, outermost first. */
  readonly parents: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly dependencies: readonly string[];
  readonly provider: string;
  readonly ignoreChanges: readonly string[];
}

/** A question a program asked a provider. */
export interface RecordedCall {
  readonly token: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

export interface RecordedStack {
  readonly calls: readonly RecordedCall[];
  readonly resources: readonly RecordedResource[];
  readonly outputs: Outputs;
  readonly resource: (type: string, name?: string) => RecordedResource;
  readonly all: (type: string) => readonly RecordedResource[];
}

export const testContext = (stack: string) => ({
  project: "verger",
  stack,
  bundle: { path: "bundle.tar.gz", sha256: testDigest },
  maxHours: 12,
  now: new Date("2026-11-21T03:20:00Z"),
  databricksAccountId: "11111111-2222-3333-4444-555555555555",
  home: "/home/ada/verger",
});

type Monitor = NonNullable<ReturnType<typeof pulumi.runtime.getMonitor>>;
type RegisterRequest = Parameters<Monitor["registerResource"]>[0];

/** Declares a stack from settings as a person writes them. */
export async function recordStack(stack: string, given: Record<string, unknown>): Promise<RecordedStack> {
  const parsed = parseSettings(given);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join("\n"));
  return recordSettings(stack, parsed.settings);
}

/** Declares a stack under Pulumi's mocks: no engine, no cloud, no credentials. */
export async function recordSettings(stack: string, settings: Settings): Promise<RecordedStack> {
  const inputs = new Map<string, Record<string, unknown>>();
  const requests: RegisterRequest[] = [];
  const calls: RecordedCall[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs: given }) => {
        inputs.set(`${type}::${name}`, given);
        return plausibleOutputs(type, name, given);
      },
      call: ({ token, inputs }) => {
        calls.push({ token, inputs });
        return answers[token] ?? {};
      },
    },
    "verger",
    stack,
  );
  listen(requests);
  const outputs = await deploy(settings, testContext(stack));
  await settled(outputs);
  await pulumi.runtime.disconnect();

  const resources = requests.filter((request) => request.getCustom()).map((request) => recorded(request, inputs));
  const all = (type: string) => resources.filter((resource) => resource.type === type);
  return {
    resources,
    calls,
    outputs,
    all,
    resource: (type, name) => {
      const found = all(type).filter((resource) => name === undefined || resource.name === name);
      if (found.length !== 1 || found[0] === undefined)
        throw new Error(
          `${found.length} resources of type ${type} named ${name}: ${all(type)
            .map((r) => r.name)
            .join()}`,
        );
      return found[0];
    },
  };
}

/** The value of an output. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}

const answers: Readonly<Record<string, Record<string, unknown>>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": { accountId: account, arn: "arn", id: account, userId: "AIDA" },
  "aws:ssm/getParameter:getParameter": { value: "ami-0123456789abcdef0", insecureValue: "ami-0123456789abcdef0" },
  "databricks:index/getSparkVersion:getSparkVersion": { id: "18.1.x-scala2.13" },
  "databricks:index/getAwsCrossAccountPolicy:getAwsCrossAccountPolicy": { id: "policy", json: '{"Statement":[]}' },
  "azure-native:authorization:getClientConfig": {
    subscriptionId: "00000000-0000-0000-0000-000000000001",
    tenantId: "00000000-0000-0000-0000-000000000002",
    clientId: "00000000-0000-0000-0000-000000000003",
    objectId: "00000000-0000-0000-0000-000000000004",
  },
};

function listen(requests: RegisterRequest[]): void {
  const monitor = pulumi.runtime.getMonitor();
  if (monitor === undefined) throw new Error("no mock monitor");
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = ((request: RegisterRequest, callback: Parameters<typeof register>[2]) => {
    requests.push(request);
    return register(request, callback as never);
  }) as Monitor["registerResource"];
}

async function settled(outputs: Outputs): Promise<void> {
  await Promise.all(Object.values(outputs).map((value) => (pulumi.Output.isInstance(value) ? valueOf(value) : value)));
}

function recorded(request: RegisterRequest, inputs: ReadonlyMap<string, Record<string, unknown>>): RecordedResource {
  const type = request.getType();
  const name = request.getName();
  const parents = typesOf(request.getParent());
  return {
    type,
    name,
    parents,
    component: parents.at(-1) ?? "",
    properties: inputs.get(`${type}::${name}`) ?? {},
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    dependencies: request.getDependenciesList(),
    provider: request.getProvider(),
    ignoreChanges: request.getIgnorechangesList(),
  };
}

/** `urn:pulumi:stack::project::a$b::name` → [a, b], without the stack itself. */
function typesOf(urn: string): string[] {
  const types = urn.split("::")[2]?.split("$") ?? [];
  return types.filter((type) => type !== "pulumi:pulumi:Stack" && type !== "");
}
