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
  /** Path of the address: of S3, `/bucket/key`. */
  readonly path: string;
}

/** What a request asks for, from its signature, headers, address and body. */
export function awsCall({ method = "GET", url = "/", headers }: IncomingMessage, body: Buffer): AwsCall {
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(headers.authorization ?? "")?.[1] ?? "";
  const { pathname: path, searchParams } = new URL(url, "http://aws");
  const target = headers["x-amz-target"];
  if (typeof target === "string") return { service, operation: target.split(".").at(-1) ?? "", protocol: "json", path };
  if (service === "s3") return { service, operation: s3Operation(method, path, searchParams), protocol: "s3", path };
  const action = new URLSearchParams(body.toString("utf8")).get("Action");
  if (action !== null) return { service, operation: action, protocol: service === "ec2" ? "ec2" : "query", path };
  return { service, operation: `${method} /${path.split("/")[1] ?? ""}`, protocol: "rest-json", path };
}

function s3Operation(method: string, pathname: string, query: URLSearchParams): string {
  const depth = pathname.split("/").filter((part) => part !== "").length;
  const on = depth === 0 ? "service" : depth === 1 ? "bucket" : "object";
  const subresource = ["tagging", "uploads", "list-type", "location", "uploadId"].find((key) => query.has(key));
  return [method, on, ...(subresource === undefined ? [] : [`?${subresource}`])].join(" ");
}
