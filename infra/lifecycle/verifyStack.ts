import type { Settings } from "../../config/settings.ts";
import { withoutSecrets } from "../withoutSecrets.ts";
import { awsClients, expectedOf, type KnownIds } from "./aws/awsSearch.ts";
import { awsQuestions } from "./aws/awsQuestions.ts";
import { azureQuestions } from "./azure/azureQuestions.ts";
import { azureManagement } from "./azure/azureManagement.ts";
import { databricksQuestions } from "./databricks/databricksQuestions.ts";
import type { Question } from "./receipt/question.ts";
import type { Receipt } from "./receipt/receiptSchema.ts";
import { type Teardown, takeReceipt } from "./receipt/takeReceipt.ts";

export interface Verification {
  readonly stack: string;
  readonly settings: Settings;
  readonly known: KnownIds;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** What was destroyed and what the run cost, where this proves a teardown. */
  readonly teardown?: Teardown;
}

/** Asks every service what it still has of a stack. Needs no state: the ids of one only widen the search. */
export async function verifyStack(verification: Verification): Promise<Receipt> {
  const { stack, settings, now, teardown = {} } = verification;
  const subject = { stack, cloud: settings.cloud, region: settings.region, ...teardown };
  return takeReceipt(subject, questionsFor(verification), now, withoutSecrets(verification.environment));
}

function questionsFor(verification: Verification): readonly Question[] {
  const { settings } = verification;
  const { cloud, region, compute } = settings;
  const databricks =
    compute.platform === "databricks"
      ? databricksQuestions({ ...verification, cloud, region, compute, fetch: globalThis.fetch })
      : [];
  return [...cloudQuestions(verification), ...databricks];
}

function cloudQuestions({ stack, settings, known, environment }: Verification): readonly Question[] {
  const { region } = settings;
  if (settings.cloud === "aws")
    return awsQuestions({ stack, region, known, clients: awsClients(region), ...expectedOf(settings) });
  const kept = settings.retainResults ? "verger:retainResults keeps the results" : undefined;
  return azureQuestions({ stack, region, kept, management: azureManagement(environment, globalThis.fetch) });
}
