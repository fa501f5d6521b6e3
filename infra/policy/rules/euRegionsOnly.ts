import type { PlannedResource, PolicyRule } from "../policyRule.ts";

/** Regions of the European Union and, for Azure's Norway, of the European Economic Area. */
const europeanRegions = new Set(
  `eu-central-1 eu-west-1 eu-west-3 eu-north-1 eu-south-1 eu-south-2 eusc-de-east-1
   austriaeast belgiumcentral denmarkeast francecentral francesouth germanynorth germanywestcentral italynorth
   northeurope polandcentral spaincentral swedencentral swedensouth westeurope norwayeast norwaywest`.split(/\s+/),
);

export const euRegionsOnly: PolicyRule = {
  id: "eu-regions-only",
  title: "Every resource stays in the European Union (Norway by option)",
  controls: ["GDPR art. 44", "AWS Control Tower CT.MULTISERVICE.PV.1"],
  enforcement: "mandatory",
  check: (resources) =>
    resources.flatMap((resource) => {
      const region = regionOf(resource);
      if (region === undefined || europeanRegions.has(region)) return [];
      return [{ resource, message: `${region} is not a region of the European Union; choose one that is` }];
    }),
};

/** `region` on AWS resources and providers, `location` on Azure ones ("France Central" and "francecentral" are one). */
function regionOf({ type, properties }: PlannedResource): string | undefined {
  const value = type.startsWith("azure-native:") ? properties["location"] : properties["region"];
  return typeof value === "string" ? value.toLowerCase().replaceAll(" ", "") : undefined;
}
