/** Where a region stands: `eu` and `eea` may hold data; the others are refused with their reason. */
export type RegionStanding = "eu" | "eea" | "restricted" | "separate" | "outside";

export type Cloud = "aws" | "azure";

export interface Region {
  readonly cloud: Cloud;
  readonly name: string;
  readonly city: string;
  /** ISO 3166-1 alpha-2 code of the country where the data centres stand. */
  readonly country: string;
  readonly standing: RegionStanding;
}

type Row = readonly [name: string, city: string, country: string, standing?: RegionStanding];

const aws: readonly Row[] = [
  ["eu-central-1", "Frankfurt", "DE"],
  ["eu-north-1", "Stockholm", "SE"],
  ["eu-south-1", "Milan", "IT"],
  ["eu-south-2", "Aragon", "ES"],
  ["eu-west-1", "Dublin", "IE"],
  ["eu-west-3", "Paris", "FR"],
  ["eusc-de-east-1", "Brandenburg", "DE", "separate"],
  ["eu-west-2", "London", "GB", "outside"],
  ["eu-central-2", "Zurich", "CH", "outside"],
];

const azure: readonly Row[] = [
  ["austriaeast", "Vienna", "AT"],
  ["belgiumcentral", "Brussels", "BE"],
  ["denmarkeast", "Copenhagen", "DK"],
  ["francecentral", "Paris", "FR"],
  ["germanywestcentral", "Frankfurt", "DE"],
  ["italynorth", "Milan", "IT"],
  ["northeurope", "Dublin", "IE"],
  ["polandcentral", "Warsaw", "PL"],
  ["spaincentral", "Madrid", "ES"],
  ["swedencentral", "Gävle", "SE"],
  ["westeurope", "Amsterdam", "NL"],
  ["norwayeast", "Oslo", "NO", "eea"],
  ["norwaywest", "Stavanger", "NO", "eea"],
  ["francesouth", "Marseille", "FR", "restricted"],
  ["germanynorth", "Berlin", "DE", "restricted"],
  ["swedensouth", "Malmö", "SE", "restricted"],
  ["uksouth", "London", "GB", "outside"],
  ["ukwest", "Cardiff", "GB", "outside"],
  ["switzerlandnorth", "Zurich", "CH", "outside"],
  ["switzerlandwest", "Geneva", "CH", "outside"],
];

const listed =
  (cloud: Cloud) =>
  ([name, city, country, standing = "eu"]: Row): Region => ({ cloud, name, city, country, standing });

/** Every region in or near Europe, with the standing that decides whether data may rest there. */
export const regions: readonly Region[] = [...aws.map(listed("aws")), ...azure.map(listed("azure"))];

/** The regions a stack may name: the EU, and the EEA outside it where `allowEea` says so. */
export function allowedRegions(cloud: Cloud, allowEea: boolean): readonly Region[] {
  return regions.filter(
    (region) => region.cloud === cloud && (region.standing === "eu" || (allowEea && region.standing === "eea")),
  );
}

/** The region of that name, of whichever cloud, or undefined. Names are unique across clouds. */
export function regionNamed(name: string): Region | undefined {
  return regions.find((region) => region.name === name);
}

/** `eu-west-3 (Paris, FR)` */
export function regionTitle({ name, city, country }: Region): string {
  return `${name} (${city}, ${country})`;
}

/** Regions where Databricks runs a control plane of its own, so that notebooks and logs stay in the EU or EEA. */
export const databricksRegions: Readonly<Record<Cloud, readonly string[]>> = {
  aws: ["eu-central-1", "eu-west-1", "eu-west-3"],
  azure: ["francecentral", "germanywestcentral", "northeurope", "norwayeast", "swedencentral", "westeurope"],
};
