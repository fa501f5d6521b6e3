import type { IResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import type { PlannedResource } from "../policy/policyRule.ts";
import { VergerError } from "../../job/contract/errors.ts";
import { plannedAnswer, plannedState } from "./plannedState.ts";

export interface Declaration {
  readonly project: string;
  readonly stack: string;
  readonly region: string;
  /** Declares every resource: the very program that `pulumi up` runs. */
  readonly declare: () => Promise<unknown>;
}

/**
 * The resources a Pulumi program declares, without the engine and without any cloud: the program itself runs, with
 * mocks in place of the providers, so the plan cannot differ from what `pulumi up` makes. One stack at a time:
 * Pulumi's runtime keeps its settings for the whole process.
 */
export async function plannedResources(declaration: Declaration): Promise<readonly PlannedResource[]> {
  const { stackTraceLimit } = Error;
  try {
    // Pulumi notes a stack trace for every promise: a third of the time, and only a fault of the program needs one.
    Error.stackTraceLimit = 0;
    return await declared(declaration);
  } catch (error) {
    if (error instanceof VergerError) throw error;
    Error.stackTraceLimit = stackTraceLimit;
    return await declared(declaration);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function declared(declaration: Declaration): Promise<readonly PlannedResource[]> {
  const { project, stack, region, declare } = declaration;
  const runtime = await import("@pulumi/pulumi/runtime/index.js");
  await runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => ({
        id: `${name}-id`,
        state: { ...inputs, ...plannedState(type, name, inputs, region) },
      }),
      call: ({ token, inputs }) => ({ ...inputs, ...plannedAnswer(token) }),
    },
    project,
    stack,
  );
  const requests = recorded(runtime.getMonitor());
  // Caught inside: a rejection that passes through Pulumi's stack is also reported as unhandled.
  const failures: unknown[] = [];
  await runtime.runInPulumiStack(async () => {
    await declare().catch((error: unknown) => failures.push(error));
    return {};
  });
  await runtime.disconnect();
  if (failures.length > 0) throw failures[0];
  return requests.flatMap((request): readonly PlannedResource[] => {
    if (!request.getCustom()) return [];
    const inputs = request.getObject();
    return [
      {
        type: request.getType(),
        name: request.getName(),
        component: typeOf(request.getParent()),
        properties: inputs === undefined ? {} : plain(runtime.deserializeProperties(inputs)),
      },
    ];
  });

  /** Secrets are wrapped on the wire; here every value is made up, and rules want to see it. */
  function plain(value: unknown): Record<string, unknown>;
  function plain(value: unknown): unknown {
    if (runtime.isRpcSecret(value)) return plain(runtime.unwrapRpcSecret(value));
    if (Array.isArray(value)) return value.map((item) => plain(item));
    if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  }
}

/** Keeps every request to register a resource: unlike the mocks, a request knows its parent. */
function recorded(monitor: IResourceMonitorClient | undefined): readonly RegisterResourceRequest[] {
  if (monitor === undefined) throw new TypeError("Pulumi's mocks have no monitor");
  const requests: RegisterResourceRequest[] = [];
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request: RegisterResourceRequest, ...rest: never[]) => {
    requests.push(request);
    return Reflect.apply(register, monitor, [request, ...rest]);
  };
  return requests;
}

/** `urn:pulumi:stack::project::a:b:C$d:e:F::name` → `d:e:F`. */
function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}
