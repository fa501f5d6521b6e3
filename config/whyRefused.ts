import { type Cloud, regionNamed, type RegionStanding, regionTitle } from "./regions.ts";

/**
 * Why a stack on `cloud` may not use the region called `name`, as the end of a sentence that starts with the name;
 * undefined where it may.
 */
export function whyRefused(cloud: Cloud, name: string, allowEea: boolean): string | undefined {
  const region = regionNamed(name);
  if (region === undefined) return `is not a region of ${cloud} in the EU`;
  if (region.cloud !== cloud) return `is a region of ${region.cloud}, and this stack's cloud is ${cloud}`;
  if (region.standing === "eu" || (region.standing === "eea" && allowEea)) return undefined;
  return `is ${regionTitle(region)}: ${reasons[region.standing]}`;
}

const reasons: Readonly<Record<Exclude<RegionStanding, "eu">, string>> = {
  eea: "in the EEA but not in the EU (set allowEea: true if that is enough)",
  outside: "in neither the EU nor the EEA",
  restricted: "kept by the provider for disaster recovery, with access on request",
  separate: "a separate partition with its own accounts, which Verger does not reach yet",
};
