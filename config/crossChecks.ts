import { nearest } from "./nearest.ts";
import { type Architecture, nodeTypeNamed, nodeTypes } from "./nodeTypes.ts";
import { nodePrice, type Platform } from "./prices/nodePrice.ts";
import { type Problem, shown, valueAt } from "./problem.ts";
import { allowedRegions, type Cloud, databricksRegions, regionTitle } from "./regions.ts";
import { whyRefused } from "./whyRefused.ts";

/** What no single field can know: regions, node types and options that must fit each other. */
export function crossChecks(cloud: Cloud, given: unknown): readonly Problem[] {
  return [
    ...regionProblems(cloud, given),
    ...nodeTypeProblems(cloud, given),
    ...workerProblems(given),
    ...notebookProblems(given),
    ...accessKeyProblems(given),
    ...unknownPriceProblems(given),
  ];
}

function regionProblems(cloud: Cloud, given: unknown): readonly Problem[] {
  const allowEea = valueAt(given, ["allowEea"]) === true;
  const onDatabricks = valueAt(given, ["compute", "platform"]) === "databricks";
  return [["region"], ["images", "region"]].flatMap((path): readonly Problem[] => {
    const value = valueAt(given, path);
    if (typeof value !== "string") return [];
    const home = path.length === 1;
    const allowed = allowedRegions(cloud, allowEea).filter(
      ({ name }) => !home || !onDatabricks || databricksRegions[cloud].includes(name),
    );
    const names = allowed.map(({ name }) => name);
    if (names.includes(value)) return [];
    const why = whyRefused(cloud, value, allowEea) ?? "has no Databricks control plane";
    const close = nearest(value, names);
    const choices = allowed.map((region) => regionTitle(region)).join(", ");
    return [
      {
        path,
        value,
        message: `${shown(value)} ${why}`,
        suggestion: close === undefined ? `Write one of ${choices}.` : `Did you mean "${close}"? Allowed: ${choices}.`,
      },
    ];
  });
}

const nodeTypePaths = [
  ["compute", "primary", "type"],
  ["compute", "driver", "type"],
  ["compute", "workers", "type"],
] as const;

function nodeTypeProblems(cloud: Cloud, given: unknown): readonly Problem[] {
  const region = valueAt(given, ["region"]);
  const platform = valueAt(given, ["compute", "platform"]);
  const allowUnknown = valueAt(given, ["allowUnknownPrice"]) === true;
  if (typeof region !== "string" || !isPlatform(platform)) return [];
  const regionAllowed = whyRefused(cloud, region, true) === undefined;
  const named = nodeTypePaths.flatMap((path) => {
    const value = valueAt(given, path);
    return typeof value === "string" ? [{ path, value }] : [];
  });
  const priced = nodeTypes
    .filter((type) => type.cloud === cloud && nodePrice(cloud, platform, region, type.name) !== "unknown")
    .map(({ name }) => name);
  // In a region that is refused nothing has a price: the name can still be put right.
  const ofCloud = nodeTypes.filter((type) => type.cloud === cloud).map(({ name }) => name);
  const each = named.flatMap(({ path, value }): readonly Problem[] => {
    const type = nodeTypeNamed(value);
    const close = nearest(value, priced.length > 0 ? priced : ofCloud);
    const explain = `Known types: verger config explain ${path.join(".")}`;
    const suggestion = close === undefined || close === value ? `${explain}.` : `Did you mean "${close}"? ${explain}`;
    if (type?.cloud !== cloud)
      return [
        { path, value, message: `${shown(value)} is not a node type known for ${platform} on ${cloud}`, suggestion },
      ];
    if (!priced.includes(value) && !allowUnknown && regionAllowed)
      return [
        {
          path,
          value,
          message: `the price of ${shown(value)} for ${platform} in ${region} is unknown, so no budget could hold`,
          suggestion: `${alternatives(cloud, platform, value, priced)}, or allowUnknownPrice: true with limits.maxHours.`,
        },
      ];
    return [];
  });
  return each.length > 0 ? each : mixedArchitectures(named);
}

/** The types whose price is known here; where there is none, the regions where this type's is. */
function alternatives(cloud: Cloud, platform: Platform, type: string, priced: readonly string[]): string {
  if (priced.length > 0) return `Write one of ${priced.join(", ")}`;
  const elsewhere = allowedRegions(cloud, false).filter(
    ({ name }) =>
      (platform !== "databricks" || databricksRegions[cloud].includes(name)) &&
      nodePrice(cloud, platform, name, type) !== "unknown",
  );
  const titles = elsewhere.map((region) => regionTitle(region)).join(", ");
  return `Its price is known in ${titles || "no region"}: write one of them as region`;
}

function mixedArchitectures(
  named: readonly { readonly path: Problem["path"]; readonly value: string }[],
): readonly Problem[] {
  const [first, ...others] = named;
  const wanted: Architecture | undefined = first && nodeTypeNamed(first.value)?.architecture;
  return others.flatMap(({ path, value }) =>
    nodeTypeNamed(value)?.architecture === wanted
      ? []
      : [
          {
            path,
            value,
            message: `${shown(value)} is ${nodeTypeNamed(value)?.architecture}, and ${first?.value} is ${wanted}: one bundle serves all nodes`,
            suggestion: `Use "${first?.value}" or another ${wanted} type.`,
          },
        ],
  );
}

function workerProblems(given: unknown): readonly Problem[] {
  const min = valueAt(given, ["compute", "workers", "min"]) ?? 2;
  const max = valueAt(given, ["compute", "workers", "max"]);
  const onDemand = valueAt(given, ["compute", "workers", "onDemand"]);
  const problems: Problem[] = [];
  if (typeof min === "number" && typeof max === "number" && max < min)
    problems.push({
      path: ["compute", "workers", "max"],
      value: max,
      message: `${max} is less than workers.min, which is ${min}`,
      suggestion: `Write at least ${min}.`,
    });
  if (typeof min === "number" && typeof onDemand === "number" && onDemand > min)
    problems.push({
      path: ["compute", "workers", "onDemand"],
      value: onDemand,
      message: `${onDemand} is more than workers.min, which is ${min}`,
      suggestion: `Write at most ${min}.`,
    });
  return problems;
}

const notebookPlatforms: Readonly<Record<string, string>> = {
  jupyterhub: "emr",
  sagemaker: "emr",
  databricks: "databricks",
};

function notebookProblems(given: unknown): readonly Problem[] {
  const value = valueAt(given, ["notebook"]);
  const platform = valueAt(given, ["compute", "platform"]);
  if (typeof value !== "string" || !isPlatform(platform)) return [];
  const needed = notebookPlatforms[value];
  if (needed === undefined || needed === platform) return [];
  const fitting = Object.keys(notebookPlatforms).filter((name) => notebookPlatforms[name] === platform);
  return [
    {
      path: ["notebook"],
      value,
      message: `${shown(value)} needs compute.platform ${needed}, and this stack's is ${platform}`,
      suggestion: `Write ${[...fitting, "none"].join(" or ")}.`,
    },
  ];
}

function accessKeyProblems(given: unknown): readonly Problem[] {
  const operator = valueAt(given, ["operator"]) ?? "user";
  if (valueAt(given, ["accessKey"]) !== true || operator === "user") return [];
  return [
    {
      path: ["accessKey"],
      value: true,
      message: `true needs operator: user, and this stack's operator is ${shown(operator)}`,
      suggestion: "Write accessKey: false (a role needs no key), or operator: user.",
    },
  ];
}

function unknownPriceProblems(given: unknown): readonly Problem[] {
  if (valueAt(given, ["allowUnknownPrice"]) !== true || valueAt(given, ["limits", "maxHours"]) !== undefined) return [];
  return [
    {
      path: ["limits", "maxHours"],
      value: undefined,
      message: "is missing: with allowUnknownPrice no duration can be derived from the budget",
      suggestion: "Write the hours after which everything must stop, such as 4.",
    },
  ];
}

const platforms = new Set<unknown>(["emr", "ec2", "databricks"] satisfies readonly Platform[]);
const isPlatform = (value: unknown): value is Platform => platforms.has(value);
