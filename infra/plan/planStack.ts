import { maxHours } from "../../config/cost/maxHours.ts";
import type { DeployContext } from "../deployContext.ts";
import { policyRules } from "../policy/rules/index.ts";
import { deferUnused } from "./deferUnused.ts";
import { loadStack } from "./loadStack.ts";
import { type Plan, plan } from "./plan.ts";
import { plannedResources } from "./plannedResources.ts";
import { readBackendSources } from "./readBackendSources.ts";
import { stacksFolder } from "./readStackFile.ts";
import { stateBackend } from "./stateBackend.ts";

export interface PlanRequest {
  readonly stack: string;
  readonly images?: number | undefined;
  readonly workingFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
}

/** Reads a stack and plans it, its resources declared by the very program that `pulumi up` runs. */
export async function planStack({ stack, images, workingFolder, environment, now }: PlanRequest): Promise<Plan> {
  const loaded = loadStack(stacksFolder(workingFolder), stack);
  const { settings } = loaded;
  const context: DeployContext = {
    project: "verger",
    stack: loaded.stack,
    bundle: bundleToCome,
    maxHours: maxHours(settings).hours,
    home: workingFolder,
    now,
    databricksAccountId: environment["DATABRICKS_ACCOUNT_ID"] ?? databricksAccountToCome,
  };
  // Pulumi's own modules are most of the time a plan takes: everything else is checked before they are loaded.
  deferUnused();
  const { deploy } = await import("../program.ts");
  const resources = await plannedResources({
    project: context.project,
    stack: loaded.stack,
    region: settings.region,
    declare: () => deploy(settings, context),
  });
  const state = stateBackend(readBackendSources(workingFolder, environment), settings);
  return plan(loaded, { resources, rules: policyRules, state, now, images });
}

/** Nor need the Databricks account be known: it decides about no price, place or rule. */
const databricksAccountToCome = "00000000-0000-0000-0000-000000000000";

/** The bundle need not be built before a plan: nothing reads it. */
const bundleToCome: DeployContext["bundle"] = { path: "verger-bundle.tar.gz", sha256: "0".repeat(64) };
