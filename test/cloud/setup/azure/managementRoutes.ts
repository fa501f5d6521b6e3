import { z } from "zod";
import { ArmError, notFound } from "./armError.ts";
import { parseResourceId } from "./resourceId.ts";
import { type ArmResource, Envelope, type Subscription } from "./subscription.ts";

export interface ManagementCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

/** An answer; `operation` is a deletion that goes on, to be asked for under its own address. */
export interface ManagementAnswer {
  readonly status: number;
  readonly json?: unknown;
  readonly operation?: string;
}

/** As many as a page holds here. The real ones hold a thousand: nobody would see a second one. */
const pageSize = 3;
const management = "https://management.azure.com";
const GraphQuery = z.object({ query: z.string() });

/**
 * What the Resource Manager answers, in its public shapes. Sources: REST references of Resource Management, Resource
 * Graph, Authorization, Consumption and Compute.
 * @throws ArmError where Azure would refuse
 */
export function answerManagement(call: ManagementCall, subscription: Subscription): ManagementAnswer {
  const { method, query } = call;
  const path = call.path.replace(/\/$/, "");
  if (!query.has("api-version"))
    throw new ArmError(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required.",
    );
  if (method === "POST" && path === "/providers/Microsoft.ResourceGraph/resources")
    return { status: 200, json: graph(call.body, subscription) };
  const [, id = "", rest = ""] = /^\/subscriptions\/([^/]+)(.*)$/.exec(path) ?? [];
  if (id.toLowerCase() !== subscription.id.toLowerCase())
    throw notFound("SubscriptionNotFound", `The subscription '${id}'`);
  const operation = /^\/operationresults\/([^/]+)$/i.exec(rest)?.[1];
  if (operation !== undefined)
    return subscription.isUnderWay(operation) ? { status: 202, operation } : { status: 200, json: {} };
  const group = /^\/resourcegroups\/([^/]+)$/i.exec(rest)?.[1];
  if (group !== undefined) return onGroup(group, call, subscription);
  if (method === "GET") {
    const read = readAt(rest, call, subscription);
    if (read !== undefined) return { status: 200, json: read };
  }
  return onResource(path, call, subscription);
}

function onGroup(name: string, { method, body }: ManagementCall, subscription: Subscription): ManagementAnswer {
  switch (method) {
    case "GET":
      return { status: 200, json: subscription.group(name) };
    case "PUT":
      return { status: 201, json: subscription.putGroup(name, Envelope.parse(JSON.parse(body))) };
    case "DELETE":
      return { status: 202, operation: subscription.deleteGroup(name) };
    default:
      throw notAllowed(method);
  }
}

function onResource(id: string, { method, body }: ManagementCall, subscription: Subscription): ManagementAnswer {
  if (parseResourceId(id) === undefined) throw notFound("InvalidResourceType", `The resource type of '${id}'`);
  switch (method) {
    case "GET":
      return { status: 200, json: subscription.resource(id) };
    case "PUT":
      return { status: 201, json: subscription.put(id, Envelope.parse(JSON.parse(body))) };
    case "DELETE": {
      const operation = subscription.delete(id);
      return operation === undefined ? { status: 200, json: {} } : { status: 202, operation };
    }
    default:
      throw notAllowed(method);
  }
}

/** What is read and is no single resource; undefined where the path is none of these. */
function readAt(rest: string, { path, query }: ManagementCall, subscription: Subscription): unknown {
  if (rest === "")
    return {
      id: subscription.path,
      subscriptionId: subscription.id,
      displayName: "orchard",
      state: subscription.state,
    };
  if (/^\/resourcegroups$/i.test(rest)) return page(subscription.groups, path, query);
  if (/^\/resources$/i.test(rest)) return page(filtered(subscription.tracked(), query), path, query);
  const ofGroup = /^\/resourcegroups\/([^/]+)\/resources$/i.exec(rest)?.[1];
  if (ofGroup !== undefined)
    return page(filtered(subscription.tracked(subscription.group(ofGroup).name), query), path, query);
  if (/\/providers\/Microsoft\.Authorization\/permissions$/i.test(rest)) return { value: subscription.permissions };
  if (/^\/providers\/Microsoft\.Compute\/locations\/[^/]+\/usages$/i.test(rest))
    return {
      value: [
        {
          name: { value: "cores", localizedValue: "Total Regional vCPUs" },
          currentValue: 0,
          limit: subscription.cores,
        },
      ],
    };
  const namespace = /^\/providers\/([^/]+)$/i.exec(rest)?.[1];
  if (namespace !== undefined)
    return { namespace, registrationState: subscription.providers.get(namespace) ?? "NotRegistered" };
  const [, scope, type] = /^(.*)\/providers\/([^/]+\/[^/]+)$/i.exec(rest) ?? [];
  if (scope === undefined || type === undefined) return undefined;
  const group = /^\/resourcegroups\/([^/]+)$/i.exec(scope)?.[1];
  if (group !== undefined) subscription.group(group);
  return page(subscription.listed(`${subscription.path}${scope}`, type), path, query);
}

/** Source: Resources - List, `$filter`; a tag is not combined with anything else. */
function filtered(resources: readonly ArmResource[], query: URLSearchParams): readonly ArmResource[] {
  const filter = query.get("$filter");
  if (filter === null) return resources;
  const [, name, value] = /^tagName eq '([^']*)' and tagValue eq '([^']*)'$/.exec(filter) ?? [];
  if (name === undefined) throw new ArmError(400, "InvalidFilterInQueryString", `Invalid $filter '${filter}'.`);
  return resources.filter(({ tags }) => tags?.[name] === value);
}

function page(resources: readonly object[], path: string, query: URLSearchParams): object {
  const start = Number(query.get("$skiptoken") ?? 0);
  const value = resources.slice(start, start + pageSize);
  if (start + pageSize >= resources.length) return { value };
  const next = new URLSearchParams(query);
  next.set("$skiptoken", String(start + pageSize));
  return { value, nextLink: `${management}${path}?${next.toString()}` };
}

/** Resource Graph, for the one question that is asked of it: where is a storage account of that name? */
function graph(body: string, subscription: Subscription): object {
  const { query } = GraphQuery.parse(JSON.parse(body));
  const [, type, name] =
    /^resources \| where type =~ '([^']+)' and name =~ '([^']+)' \| project location$/.exec(query) ?? [];
  if (type === undefined || name === undefined)
    throw new ArmError(400, "BadRequest", `The stand-in does not read the query ${query}`);
  const data = subscription
    .tracked()
    .filter((each) => is(each.type, type) && is(each.name, name))
    .map(({ location }) => ({ location }));
  return { totalRecords: data.length, count: data.length, data, facets: [], resultTruncated: "false" };
}

const is = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const notAllowed = (method: string): ArmError =>
  new ArmError(405, "MethodNotAllowed", `The HTTP method '${method}' is not supported here.`);
