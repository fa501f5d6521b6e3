import { runSimulation } from "@cloud-copilot/iam-simulate";
import { account } from "./plausibleOutputs.ts";

export interface Principal {
  readonly arn: string;
  readonly policies: readonly unknown[];
  readonly boundary?: unknown;
}

export interface IamRequest {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string | string[]>> | undefined;
  /** The account that owns the resource: ours unless said. */
  readonly owner?: string | undefined;
  readonly resourcePolicy?: unknown;
}

/** Whether AWS would allow the request, by a simulator of IAM's evaluation (a test-only dependency). */
export async function isAllowed(principal: Principal, request: IamRequest): Promise<boolean> {
  const result = await runSimulation(
    {
      request: {
        principal: principal.arn,
        action: request.action,
        resource: { resource: request.resource, accountId: request.owner ?? account },
        contextVariables: { "aws:SecureTransport": "true", "aws:RequestedRegion": "eu-west-3", ...request.context },
      },
      identityPolicies: principal.policies.map((policy, index) => ({ name: `policy-${index}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(request.resourcePolicy !== undefined && { resourcePolicy: request.resourcePolicy }),
      ...(principal.boundary !== undefined && {
        permissionBoundaryPolicies: [{ name: "boundary", policy: principal.boundary }],
      }),
    },
    { simulationMode: "Strict" },
  );
  if (result.resultType === "error") throw new Error(JSON.stringify(result.errors));
  if (!("overallResult" in result)) throw new Error(JSON.stringify(result));
  return result.overallResult === "Allowed";
}
