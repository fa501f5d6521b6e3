import type { Settings } from "../config/settings.ts";
import { deployOnAzure } from "./azure/deployOnAzure.ts";
import { deployOnAws } from "./aws/deployOnAws.ts";
import type { DeployContext } from "./deployContext.ts";
import type { Outputs } from "./outputs.ts";

/** Declares every resource of a stack. Runs inside a Pulumi program, or under mocks for the offline plan. */
export async function deploy(settings: Settings, context: DeployContext): Promise<Outputs> {
  if (settings.cloud === "aws") return deployOnAws(settings, context);
  return deployOnAzure(settings, context);
}
