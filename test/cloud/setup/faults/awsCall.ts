import type { IncomingMessage } from "node:http";

/** How a service of AWS words its requests and errors. */
export type Protocol = "json" | "query" | "ec2" | "s3" | "rest-json";

/** One request to AWS, by what it asks for. */
export interface AwsCall {
  /** As requests are signed for it: `elasticmapreduce`. */
  readonly service: string;
  /** The operation, or for S3 and other REST services the method and what it is used on: `GET bucket ?tagging`. */
  readonly operation: string;
  readonly protocol: Protocol;
}

/** What a request asks for, from its signature, headers, address and body. */
export function awsCall({ method = "GET", url = "/", headers }: IncomingMessage, body: Buffer): AwsCall {
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(headers.authorization ?? "")?.[1] ?? "";
  const target = headers["x-amz-target"];
  if (typeof target === "string") return { service, operation: target.split(".").at(-1) ?? "", protocol: "json" };
  const { pathname, searchParams } = new URL(url, "http://aws");
  if (service === "s3") return { service, operation: s3Operation(method, pathname, searchParams), protocol: "s3" };
  const action = new URLSearchParams(body.toString("utf8")).get("Action");
  if (action !== null) return { service, operation: action, protocol: service === "ec2" ? "ec2" : "query" };
  return { service, operation: `${method} /${pathname.split("/")[1] ?? ""}`, protocol: "rest-json" };
}

function s3Operation(method: string, pathname: string, query: URLSearchParams): string {
  const depth = pathname.split("/").filter((part) => part !== "").length;
  const on = depth === 0 ? "service" : depth === 1 ? "bucket" : "object";
  const subresource = ["tagging", "uploads", "list-type", "location", "uploadId"].find((key) => query.has(key));
  return [method, on, ...(subresource === undefined ? [] : [`?${subresource}`])].join(" ");
}
