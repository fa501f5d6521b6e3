import { randomUUID } from "node:crypto";
import { z } from "zod";
import { ArmError, notFound } from "./armError.ts";
import { parseResourceId } from "./resourceId.ts";

/** What a PUT carries, as far as the stand-in reads it. */
export const Envelope = z.looseObject({
  location: z.string().optional(),
  tags: z.record(z.string(), z.string()).optional(),
  properties: z.record(z.string(), z.unknown()).default({}),
});
export type Envelope = z.output<typeof Envelope>;

export interface ArmResource extends Envelope {
  readonly id: string;
  readonly name: string;
  readonly type: string;
}

interface Group extends Envelope {
  readonly id: string;
  readonly name: string;
  readonly managedBy?: string;
}

/** A deletion that goes on after it was accepted. */
interface Operation {
  readonly endsAt: number;
  readonly end: () => void;
}

export interface SubscriptionOptions {
  readonly id: string;
  /** Address a new Databricks workspace gets: `adb-….azuredatabricks.net`. */
  readonly workspaceHost: string;
  /** How long a deletion takes after it was accepted, in milliseconds. */
  readonly deletionMs: number;
}

const key = (id: string): string => id.toLowerCase();

/** What a subscription has: groups, what is in them, and what extends these. A table; nothing is really made. */
export class Subscription {
  readonly id: string;
  state = "Enabled";
  /** Namespaces of resource providers and their registration. */
  readonly providers = new Map(
    ["Microsoft.Databricks", "Microsoft.Network", "Microsoft.Storage"].map((name) => [name, "Registered"]),
  );
  /** What the caller's roles allow on the subscription. */
  permissions = [{ actions: ["*"], notActions: [] as string[], dataActions: [], notDataActions: [] }];
  /** Limit of vCPUs in every region. */
  cores = 500;
  /** While true, no deletion ends, however long it goes on. */
  deletionsGoOn = false;
  readonly #options: SubscriptionOptions;
  readonly #groups = new Map<string, Group>();
  readonly #resources = new Map<string, ArmResource>();
  readonly #operations = new Map<string, Operation>();

  constructor(options: SubscriptionOptions) {
    this.id = options.id;
    this.#options = options;
  }

  /** Forgets everything that was made. */
  clear(): void {
    for (const table of [this.#groups, this.#resources, this.#operations]) table.clear();
  }

  get path(): string {
    return `/subscriptions/${this.id}`;
  }

  /** Ends the deletions whose time has come. */
  settle(now: number): void {
    if (this.deletionsGoOn) return;
    for (const [id, { endsAt, end }] of this.#operations)
      if (endsAt <= now) {
        this.#operations.delete(id);
        end();
      }
  }

  isUnderWay(operation: string): boolean {
    return this.#operations.has(operation);
  }

  get groups(): readonly Group[] {
    return [...this.#groups.values()];
  }

  group(name: string): Group {
    const group = this.#groups.get(key(name));
    if (group === undefined) throw notFound("ResourceGroupNotFound", `Resource group '${name}'`);
    return group;
  }

  putGroup(name: string, body: Envelope, managedBy?: string): Group {
    const there = this.#groups.get(key(name));
    if (there !== undefined && isDeleting(there)) throw beingDeleted(name);
    const group = {
      ...body,
      id: `${this.path}/resourceGroups/${name}`,
      name,
      type: "Microsoft.Resources/resourceGroups",
      properties: { provisioningState: "Succeeded" },
      ...(managedBy !== undefined && { managedBy }),
    };
    this.#groups.set(key(name), group);
    return group;
  }

  /** @returns the operation that goes on */
  deleteGroup(name: string): string {
    const group = this.group(name);
    if (group.managedBy !== undefined)
      throw new ArmError(
        403,
        "DenyAssignmentAuthorizationFailed",
        `The access is denied because of the deny assignment of ${group.managedBy}.`,
      );
    this.#groups.set(key(name), { ...group, properties: { provisioningState: "Deleting" } });
    return this.#begin(() => {
      for (const { id, type } of this.#under(group.id)) if (isWorkspace(type)) this.#remove(id);
      this.#remove(group.id);
      this.#groups.delete(key(name));
    });
  }

  resource(id: string): ArmResource {
    const found = this.#resources.get(key(id));
    if (found !== undefined) return found;
    const { group, type, name } = parsed(id);
    if (group !== undefined) this.group(group);
    throw notFound("ResourceNotFound", `The Resource '${type}/${name}'`);
  }

  put(id: string, body: Envelope): ArmResource {
    const { group, type, name } = parsed(id);
    if (group !== undefined && isDeleting(this.group(group))) throw beingDeleted(group);
    if (type === "Microsoft.Authorization/roleAssignments" && this.#resources.has(key(id)))
      throw new ArmError(409, "RoleAssignmentExists", "The role assignment already exists.");
    const made = { ...body, ...this.#outputs(id, type, body), id, name, type };
    this.#resources.set(key(id), made);
    return made;
  }

  /** @returns the operation that goes on, or undefined where it is done */
  delete(id: string): string | undefined {
    const { type } = this.resource(id);
    if (!isWorkspace(type)) {
      this.#remove(id);
      return undefined;
    }
    return this.#begin(() => this.#remove(id));
  }

  /** What is in the groups, or in one of them: not what is under another resource, nor what only extends one. */
  tracked(group?: string): readonly ArmResource[] {
    return [...this.#resources.values()].filter(({ id }) => {
      const { isTracked, group: its } = parsed(id);
      return isTracked && (group === undefined || key(its ?? "") === key(group));
    });
  }

  /** Resources of a type at a scope, and below it where the service lists these too. */
  listed(scope: string, type: string): readonly ArmResource[] {
    const below = type === "Microsoft.Authorization/roleAssignments";
    return [...this.#resources.values()].filter(
      (each) =>
        key(each.type) === key(type) && (below ? isUnder(each.id, scope) : key(parsed(each.id).scope) === key(scope)),
    );
  }

  /** What its provider adds to a resource. Source: REST reference of each provider. */
  #outputs(id: string, type: string, { tags = {}, properties }: Envelope): object {
    const provisioningState = "Succeeded";
    if (type === "Microsoft.Databricks/accessConnectors")
      return { identity: { type: "SystemAssigned", principalId: randomUUID() }, properties: { provisioningState } };
    if (!isWorkspace(type)) return { properties: { ...properties, provisioningState } };
    const { workspaceHost } = this.#options;
    const managed = String(properties["managedResourceGroupId"]);
    const name = managed.split("/").at(-1) ?? "";
    this.putGroup(name, { tags, properties: {} }, id);
    const account = `${managed}/providers/Microsoft.Storage/storageAccounts/dbstorage${this.id.slice(0, 8)}`;
    this.put(account, { tags, properties: {} });
    const workspaceId = /^adb-(\d+)/.exec(workspaceHost)?.[1] ?? "";
    return { properties: { ...properties, provisioningState, workspaceId, workspaceUrl: workspaceHost } };
  }

  #begin(end: () => void): string {
    const operation = randomUUID();
    this.#operations.set(operation, { endsAt: Date.now() + this.#options.deletionMs, end });
    return operation;
  }

  #remove(id: string): void {
    const resource = this.#resources.get(key(id));
    for (const each of this.#under(id)) this.#resources.delete(key(each.id));
    if (resource === undefined || !isWorkspace(resource.type)) return;
    const managed = String(resource.properties["managedResourceGroupId"]);
    for (const each of this.#under(managed)) this.#resources.delete(key(each.id));
    this.#groups.delete(key(managed.split("/").at(-1) ?? ""));
  }

  #under(scope: string): readonly ArmResource[] {
    return [...this.#resources.values()].filter(({ id }) => isUnder(id, scope));
  }
}

function parsed(id: string): NonNullable<ReturnType<typeof parseResourceId>> {
  const found = parseResourceId(id);
  if (found === undefined) throw new ArmError(400, "InvalidResourceId", `'${id}' is no resource's id.`);
  return found;
}

const isUnder = (id: string, scope: string): boolean => `${key(id)}/`.startsWith(`${key(scope)}/`);
const isWorkspace = (type: string): boolean => key(type) === "microsoft.databricks/workspaces";
const isDeleting = ({ properties }: Group): boolean => properties["provisioningState"] === "Deleting";
const beingDeleted = (name: string): ArmError =>
  new ArmError(409, "ResourceGroupBeingDeleted", `The resource group '${name}' is in deprovisioning state.`);
