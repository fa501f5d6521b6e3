import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment.js";
import { AccessConnector as Connector } from "@pulumi/azure-native/databricks/accessConnector.js";
import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import { type AssignedPart, roleAssignmentName } from "../roleAssignmentName.ts";
import { type AzureStack, named } from "./azureStack.ts";
import { type StorageRole, storageRoleId } from "./storageRole.ts";

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
  assign(part: AssignedPart, role: StorageRole, containerId: Input<string>): RoleAssignment {
    const { subscriptionId, context } = this.#stack;
    return new RoleAssignment(
      part,
      {
        roleAssignmentName: roleAssignmentName(subscriptionId, context.stack, part),
        scope: containerId,
        principalId: this.#principalId,
        principalType: "ServicePrincipal",
        roleDefinitionId: storageRoleId(subscriptionId, role),
        description: `Verger stack ${context.stack}`,
      },
      { parent: this },
    );
  }
}
