import { fileURLToPath } from "node:url";
import { hourlyCost } from "../../config/cost/hourlyCost.ts";
import { maxHours, upperBound } from "../../config/cost/maxHours.ts";
import { totalCost } from "../../config/cost/totalCost.ts";
import { minutesText, totalText, usdText } from "../../cli/screen/money.ts";
import { nodeGroups } from "../../config/nodeGroups.ts";
import { regionNamed, regionTitle } from "../../config/regions.ts";
import { estimateRun } from "../../infra/plan/estimate/estimateRun.ts";
import { type LoadedStack, loadStack } from "../../infra/plan/loadStack.ts";
import { stackNames } from "../../infra/plan/readStackFile.ts";

const folder = fileURLToPath(new URL("../../stacks/", import.meta.url));

const pages: Readonly<Record<string, string>> = { emr: "emr.md", ec2: "ec2.md", databricks: "databricks.md" };

/** docs/stacks/README.md: the stacks that are shipped, with their prices. */
export function stacksPage(): string {
  const stacks = stackNames(folder).map((name) => loadStack(folder, name));
  return `<!-- Made by \`npm run docs\` from stacks/ and config/prices/table.json. -->
# The stacks

Each is a file in \`stacks/\`. See what one makes before it costs anything: \`npx verger plan -s aws-paris\`.
Make your own: \`pulumi stack init my-stack --copy-config-from aws-paris\`, then change its region, nodes or budget.

| stack | where | nodes | an hour, as bought | an hour, at most | ends after | at most spent |
|---|---|---|---|---|---|---|
${stacks.map((stack) => hourlyRow(stack)).join("\n")}

Estimates (the model and its assumptions: [estimates](../estimates.md)):

| stack | 10,000 images | 1,000,000 images |
|---|---|---|
${stacks.map((stack) => estimateRow(stack)).join("\n")}

Prices are those of [the price table](../prices.md), in USD, before tax. What is not known is named, never counted as 0.

- [EMR](emr.md): Spark managed by AWS. For large sets.
- [EC2](ec2.md): one machine, or standalone Spark. The cheapest for what one machine can read.
- [Databricks](databricks.md): on AWS or on Azure, for those who use it already.
`;
}

function hourlyRow({ stack, settings }: LoadedStack): string {
  const region = regionNamed(settings.region);
  const nodes = nodeGroups(settings)
    .filter(({ max }) => max > 0)
    .map(({ role, type, min, max }) => `${min === max ? max : `${min}-${max}`} × ${type} ${role}`);
  const cells = [
    `[${stack}](${pages[settings.compute.platform]})`,
    region === undefined ? settings.region : regionTitle(region),
    nodes.join(", "),
    totalText(totalCost(hourlyCost(settings, "start"), 1)),
    totalText(totalCost(hourlyCost(settings, "ceiling"), 1)),
    minutesText(maxHours(settings).hours * 60),
    usdText(upperBound(settings)),
  ];
  return `| ${cells.join(" | ")} |`;
}

function estimateRow({ stack, settings, job }: LoadedStack): string {
  const cells = [10_000, 1_000_000].map((images) => {
    const { minutes, price } = estimateRun(settings, job, images);
    return `${minutesText(minutes)}, ${totalText(price)}`;
  });
  return `| ${stack} | ${cells.join(" | ")} |`;
}
