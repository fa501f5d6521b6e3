import { getCallerIdentity } from "@pulumi/aws/getCallerIdentity.js";
import { Provider } from "@pulumi/aws/provider.js";
import type { AwsSettings } from "../../config/settings.ts";
import type { DeployContext } from "../deployContext.ts";
import { longestName, stackName } from "../names.ts";
import { resourceTags } from "../resourceTags.ts";
import { partitionOf, type Place } from "./place.ts";

/** What every AWS component of one stack shares. */
export interface AwsStack {
  readonly context: DeployContext;
  readonly place: Place;
  readonly tags: Readonly<Record<string, string>>;
  readonly provider: Provider;
}

/** A provider for the stack's one region, and the account its credentials belong to. */
export async function awsStack(settings: AwsSettings, context: DeployContext): Promise<AwsStack> {
  const { region } = settings;
  const provider = new Provider("aws", { region });
  const { accountId } = await getCallerIdentity({}, { provider });
  const place = { partition: partitionOf(region), region, account: accountId };
  return { context, place, provider, tags: resourceTags(context.stack, settings) };
}

/** `verger-<stack>-<part>`, within IAM's 64 characters. */
export const named = ({ context }: AwsStack, ...parts: readonly string[]): string =>
  stackName(context.stack, parts, longestName.iam);
