/** The parts of a resource's id that the Resource Manager goes by. */
export interface ResourceId {
  /** The last type in it, with its parents': `Microsoft.Network/virtualNetworks/subnets`. */
  readonly type: string;
  readonly name: string;
  /** What stands before the last `/providers/`: a group, or the resource that this one extends. */
  readonly scope: string;
  readonly group: string | undefined;
  /** Whether it is in a group and neither under another resource nor an extension: only such a one is listed there. */
  readonly isTracked: boolean;
}

/** Providers whose resources extend others, a group among them, and are in no group's list. */
const extensions = new Set(["Microsoft.Authorization", "Microsoft.Consumption"]);

/** Reads an id such as `/subscriptions/…/resourceGroups/…/providers/Microsoft.Network/natGateways/…`. */
export function parseResourceId(id: string): ResourceId | undefined {
  const at = id.toLowerCase().lastIndexOf("/providers/");
  if (at === -1) return undefined;
  const [namespace = "", ...rest] = id.slice(at + "/providers/".length).split("/");
  if (rest.length === 0 || rest.length % 2 !== 0) return undefined;
  const scope = id.slice(0, at);
  const group = /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)/i.exec(id)?.[1];
  return {
    type: [namespace, ...rest.filter((_, index) => index % 2 === 0)].join("/"),
    name: rest.at(-1) ?? "",
    scope,
    group,
    isTracked:
      rest.length === 2 && !extensions.has(namespace) && /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i.test(scope),
  };
}
