import { type Region, regionNamed } from "../../config/regions.ts";
import type { Settings } from "../../config/settings.ts";

/** A place where something of a stack rests. */
export interface Resting {
  readonly what: string;
  /** What lies there, in a person's words. */
  readonly holds: string;
  readonly where: string;
  /** City or region; undefined where nobody told. */
  readonly region: string | undefined;
  /** ISO 3166-1 alpha-2; undefined where it is not known. */
  readonly country: string | undefined;
  readonly standing: "eu" | "eea" | "outside" | "here" | "unknown";
}

/** Every place where a stack's data, logs, names and state rest. */
export function residency(settings: Settings, state: Resting): readonly Resting[] {
  const { compute } = settings;
  const own = settings.cloud === "aws" ? "the stack's bucket" : "the stack's container";
  const inRegion = (what: string, holds: string, where: string, name: string = settings.region): Resting => ({
    what,
    holds,
    where,
    ...placed(regionNamed(name)),
  });
  return [
    inRegion(
      "images",
      "photographs",
      imagesPlace(settings, own),
      settings.images.from === "own" ? undefined : settings.images.region,
    ),
    inRegion("results", "features, projections, report, rejected files' names", own),
    inRegion("logs", "names of files, times, errors", own),
    inRegion("disks", "photographs in work, until the nodes end", "the nodes"),
    ...(compute.platform === "databricks"
      ? [inRegion("workspace", "notebooks, job history, the ends of logs", "Databricks, in the stack's region")]
      : []),
    ...(settings.cloud === "aws" && settings.notebook === "jupyterhub"
      ? [inRegion("notebook", "notebooks and their outputs", own)]
      : []),
    ...(settings.notebook === "sagemaker"
      ? [inRegion("notebook", "notebooks and their outputs, until the stack is destroyed", "SageMaker Studio's disks")]
      : []),
    ...accountPlaces(settings),
    state,
  ];
}

function imagesPlace({ images }: Settings, own: string): string {
  if (images.from === "own") return own;
  if (images.from === "bucket") return `s3://${images.bucket}/${images.prefix}`;
  return `abfss://${images.container}@${images.storageAccount}.dfs.core.windows.net/${images.prefix}`;
}

/** Services that have no region to choose. They hold names, never photographs or results. */
function accountPlaces(settings: Settings): readonly Resting[] {
  const owner = settings.owner === undefined ? "" : ", the owner's e-mail address";
  if (settings.cloud === "azure")
    return [
      {
        what: "account",
        holds: `names of roles and budgets${owner}`,
        where: "your Azure subscription and its directory",
        region: "the directory's own",
        country: undefined,
        standing: "unknown",
      },
    ];
  return [
    {
      what: "account",
      holds: `names of roles, users and budgets${owner}`,
      where: "IAM and AWS Budgets, which have no region to choose",
      region: "us-east-1",
      country: "US",
      standing: "outside",
    },
  ];
}

function placed(region: Region | undefined): Pick<Resting, "region" | "country" | "standing"> {
  if (region === undefined) return { region: undefined, country: undefined, standing: "unknown" };
  const { city, country, standing } = region;
  return { region: city, country, standing: standing === "eu" || standing === "eea" ? standing : "outside" };
}
