import { z } from "zod";

type Properties = Readonly<Record<string, unknown>>;

/** A text among the properties of a resource. @throws TypeError where it is none */
export function text(properties: Properties, key: string): string {
  const value = properties[key];
  if (typeof value !== "string") throw new TypeError(`${key} is ${JSON.stringify(value)}, not a text`);
  return value;
}

const TagMap = z.record(z.string(), z.string()).default({});

/** Pulumi's tags as AWS's APIs take them. */
export function tagsOf(properties: Properties): { Key: string; Value: string }[] {
  return Object.entries(TagMap.parse(properties["tags"])).map(([Key, Value]) => ({ Key, Value }));
}
