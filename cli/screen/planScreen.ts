import { regionNamed, regionTitle } from "../../config/regions.ts";
import type { Compute } from "../../config/settings.ts";
import type { Plan } from "../../infra/plan/plan.ts";
import type { Resting } from "../../infra/plan/residency.ts";
import { stopsBy } from "../../infra/plan/stopsBy.ts";
import type { Verdict } from "../../infra/plan/verdicts.ts";
import { minutesText, totalText, usdText } from "./money.ts";
import { count, plural } from "./numbers.ts";
import { row } from "./row.ts";

/** A plan on one screen: what it makes, costs, keeps and where, and what ends it. */
export function planScreen(plan: Plan, columns: number): string[] {
  const { settings, price, resources } = plan;
  const region = regionNamed(settings.region);
  const title = [plan.stack, platformTitle(settings.compute), region ? regionTitle(region) : settings.region];
  const lines = [
    `${title.join(" · ")}   ${plural(resources.length, "resource")}`,
    ...row("compute", nodesText(plan), columns),
    ...row("price", priceText(plan), columns),
    ...row("this run", runText(plan), columns),
    ...row("cap", capText(plan), columns),
    ...row("stops by", stopsBy(settings, resources), columns),
    ...row(
      "data rests",
      plan.residency.map((place) => restingText(place)),
      columns,
    ),
    ...row("policy", policyText(plan.policy), columns),
  ];
  for (const source of price.stale)
    lines.push(...row("old prices", [`${source}: older than 180 days, see docs/prices.md`], columns));
  return lines;
}

function platformTitle(compute: Compute): string {
  if (compute.platform === "emr") return `EMR ${compute.release.replace("emr-", "")}`;
  return compute.platform === "ec2" ? "EC2" : `Databricks ${compute.runtime} LTS`;
}

function nodesText({ nodes }: Plan): string[] {
  return nodes
    .filter(({ max }) => max > 0)
    .map(({ role, type, min, max, onDemand }) => {
      const several = min === max ? String(max) : `${min}-${max}`;
      const spot = Math.max(0, max - onDemand);
      const market = spot === 0 ? "" : spot === max ? " on spot" : `, ${spot} of them on spot`;
      return `${several} × ${type} ${role}${market}`;
    });
}

function priceText({ price, nodes }: Plan): string[] {
  const atStart = nodes.reduce((sum, { min }) => sum + min, 0);
  const standing = price.standingPerHour.known + price.standingPerHour.unknown.length > 0;
  const month = price.perMonth.map(({ what, perMonth }) =>
    perMonth === "unknown" ? `${what} unknown` : `${what} ${usdText(perMonth)}`,
  );
  return [
    `${totalText(price.perHour, "/h")} with ${plural(atStart, "node")}`,
    `at most ${totalText(price.ceilingPerHour, "/h")}`,
    ...(standing ? [`${totalText(price.standingPerHour, "/h")} stays until destroyed`] : []),
    `a month: ${month.join(", ")}`,
    `prices of ${price.asOf ?? "an unknown date"} or later`,
  ];
}

function runText({ run }: Plan): string[] {
  return [
    `${plural(run.images, "image")} ≈ ${minutesText(run.minutes)} ≈ ${totalText(run.price)}`,
    "docs/estimates.md",
  ];
}

function capText({ cap, run }: Plan): string[] {
  const late = run.minutes > cap.hours * 60 ? ["the run would not end in time: raise the budget"] : [];
  return [
    `${count(cap.budget)} USD`,
    `everything ends after ${minutesText(cap.hours * 60)}, at most ${usdText(cap.upperBound)} spent`,
    ...late,
  ];
}

function restingText({ what, where, region, country, standing }: Resting): string {
  const place = [region, country].filter((part) => part !== undefined).join(" ");
  if (what === "state") return `state ${where}${place === "" ? "" : ` ${place}`}${outside(standing)}`;
  if (what === "account") return `names of roles and budgets ${place === "" ? "unknown" : place}`;
  return `${what} ${place === "" ? "unknown" : place}${outside(standing)}`;
}

const outside = (standing: Resting["standing"]): string => (standing === "outside" ? " (outside the EU)" : "");

function policyText(verdicts: readonly Verdict[]): string[] {
  const mandatory = verdicts.filter(({ enforcement }) => enforcement === "mandatory");
  const broken = mandatory.filter(({ violations }) => violations.length > 0);
  const advisories = verdicts.filter(
    ({ enforcement, violations }) => enforcement === "advisory" && violations.length > 0,
  );
  return [
    `${mandatory.length - broken.length} of ${mandatory.length} mandatory rules hold`,
    ...(broken.length > 0 ? [`broken: ${broken.map(({ id }) => id).join(", ")}`] : []),
    ...(advisories.length > 0
      ? [`${advisories.length} advisor${advisories.length === 1 ? "y" : "ies"} (details: --policy)`]
      : []),
  ];
}
