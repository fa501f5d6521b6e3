import type { FakeCloud } from "./fakeCloud.ts";

type Properties = Readonly<Record<string, unknown>>;

/** Types that a program of ours leaves without a name, by the property that has it. */
const named: Readonly<Record<string, string>> = { "azure-native:resources:ResourceGroup": "resourceGroupName" };

/**
 * The inputs with a name where the program gave none, as a provider's `Check` adds it: the one the resource has, or a
 * new one. Source: azure-native's autonaming, the program's name and eight hexadecimal digits.
 */
export function withName(cloud: FakeCloud, type: string, name: string, news: Properties, olds: Properties): Properties {
  const property = named[type];
  if (property === undefined || news[property] !== undefined) return news;
  return { ...news, [property]: olds[property] ?? autoName(name, cloud.timesMade(type, name)) };
}

/** Digits that can be told beforehand, and are others each time the resource is made. */
export const autoName = (name: string, timesMade: number): string =>
  `${name}${(timesMade + 1).toString(16).padStart(8, "0")}`;
