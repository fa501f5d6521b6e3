import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment.js";
import { AccessConnector as Connector } from "@pulumi/azure-native/databricks/accessConnector.js";
import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import { type AssignedPart, roleAssignmentName } from "../roleAssignmentName.ts";
import { type AzureStack, named } from "./azureStack.ts";

/** Azure's built-in roles, by their published ids. */
const roles = {
  "Storage Blob Data Contributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  "Storage Blob Data Reader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
} as const;

/** The managed identity through which Databricks reaches storage, with exactly the containers it is given. */
export class AccessConnector extends ComponentResource {
  readonly id: Output<string>;
  readonly #stack: AzureStack;
  readonly #principalId: Output<string>;

  constructor(name: string, stack: AzureStack, options?: ComponentResourceOptions) {
    super("verger:azure:AccessConnector", name, {}, options);
    this.#stack = stack;
    const connector = new Connector(
      name,
      {
        connectorName: named(stack),
        resourceGroupName: stack.groupName,
        location: stack.location,
        identity: { type: "SystemAssigned" },
        tags: stack.tags,
      },
      { parent: this },
    );
    this.id = connector.id;
    this.#principalId = connector.identity.apply((identity) => identity?.principalId ?? "");
    this.registerOutputs({ id: connector.id });
  }

  /** Gives the identity a role on one container, never on an account or a group. */
  assign(part: AssignedPart, role: keyof typeof roles, containerId: Input<string>): RoleAssignment {
    const { subscriptionId, context } = this.#stack;
    return new RoleAssignment(
      part,
      {
        roleAssignmentName: roleAssignmentName(subscriptionId, context.stack, part),
        scope: containerId,
        principalId: this.#principalId,
        principalType: "ServicePrincipal",
        roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roles[role]}`,
        description: `Verger stack ${context.stack}`,
      },
      { parent: this },
    );
  }
}
