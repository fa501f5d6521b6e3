import type { Place } from "../place.ts";

/** A statement of an IAM policy, with every list written as a list. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | { readonly AWS: string } | { readonly Service: string };
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

export function policyDocument(...statements: readonly PolicyStatement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}

/** Who may take a role: one service, and only on behalf of this account (no confused deputy). */
export function trustService(
  service: string,
  { account, sourceArn }: { readonly account?: string; readonly sourceArn?: string } = {},
): PolicyDocument {
  const condition = {
    ...(account !== undefined && { StringEquals: { "aws:SourceAccount": account } }),
    ...(sourceArn !== undefined && { ArnLike: { "aws:SourceArn": sourceArn } }),
  };
  return policyDocument({
    Sid: "Trust",
    Effect: "Allow",
    Principal: { Service: service },
    Action: ["sts:AssumeRole"],
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  });
}

/** People of this account who signed in with a second factor. */
export function trustPeopleWithSecondFactor({ partition, account }: Place): PolicyDocument {
  return policyDocument({
    Sid: "PeopleOfThisAccount",
    Effect: "Allow",
    Principal: { AWS: `arn:${partition}:iam::${account}:root` },
    Action: ["sts:AssumeRole"],
    Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
  });
}
