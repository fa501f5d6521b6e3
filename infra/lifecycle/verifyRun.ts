import type { Cloud } from "../../config/regions.ts";
import { withoutSecrets } from "../withoutSecrets.ts";
import { awsQuestions } from "./aws/awsQuestions.ts";
import { awsClients, nothingExpected } from "./aws/awsSearch.ts";
import { enabledRegions } from "./aws/enabledRegions.ts";
import { azureManagement } from "./azure/azureManagement.ts";
import { azureQuestions } from "./azure/azureQuestions.ts";
import { databricksFromEnvironment } from "./databricks/databricksFromEnvironment.ts";
import { nothingKnown } from "./engine/knownIds.ts";
import type { Question } from "./receipt/question.ts";
import type { Receipt } from "./receipt/receiptSchema.ts";
import { takeReceipt } from "./receipt/takeReceipt.ts";

export interface RunSearch {
  readonly runId: string;
  /** The stack the run was of: its name is all that tags and names are made of. */
  readonly stack: string;
  readonly cloud: Cloud;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
}

/**
 * What the clouds still have of a run of which only the id is left: no state, and no settings. Asks by tag and by name,
 * in every region of the EU the run may have used.
 */
export async function verifyRun({ runId, stack, cloud, environment, now }: RunSearch): Promise<Receipt> {
  const regions = cloud === "aws" ? await enabledRegions() : ["every region of the subscription"];
  const ofCloud = cloud === "aws" ? onAws(stack, regions) : onAzure(stack, environment);
  const databricks = databricksFromEnvironment({ stack, environment, fetch: globalThis.fetch });
  const subject = { stack, runId, cloud, region: regions.join(", "), notAsked: databricks.notAsked };
  return takeReceipt(subject, [...ofCloud, ...databricks.questions], now, withoutSecrets(environment));
}

const onAws = (stack: string, regions: readonly string[]): readonly Question[] =>
  awsQuestions(
    ...regions.map((region) => ({
      stack,
      region,
      known: nothingKnown,
      clients: awsClients(region),
      ...nothingExpected,
    })),
  );

const onAzure = (stack: string, environment: RunSearch["environment"]): readonly Question[] =>
  azureQuestions({
    stack,
    region: "any",
    kept: nothingExpected.kept.results,
    management: azureManagement(environment, globalThis.fetch),
  });
