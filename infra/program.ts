import type { Settings } from "../config/settings.ts";
import type { DeployContext } from "./deployContext.ts";
import type { Outputs } from "./outputs.ts";

/**
 * Declares every resource of a stack. Runs inside a Pulumi program, or under mocks for the offline plan. Each cloud's
 * components, and its provider's modules with them, are loaded only for a stack there.
 */
export async function deploy(settings: Settings, context: DeployContext): Promise<Outputs> {
  if (settings.cloud === "aws") {
    const { deployOnAws } = await import("./aws/deployOnAws.ts");
    return deployOnAws(settings, context);
  }
  const { deployOnAzure } = await import("./azure/deployOnAzure.ts");
  return deployOnAzure(settings, context);
}
