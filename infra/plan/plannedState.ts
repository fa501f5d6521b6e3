/** An account that is nobody's: the plan asks no cloud for its own. */
export const plannedAccount = "000000000000";

/** What a provider would add to a resource it made: only what programs read, in the cloud's own form. */
export function plannedState(type: string, name: string, region: string): Record<string, unknown> {
  const [provider = "", path = ""] = type.split(":");
  const service = path.split("/")[0] ?? "";
  if (provider === "command") return { stdout: `${name}-output` };
  if (provider !== "aws") return {};
  const global = service === "iam" || service === "s3" || service === "budgets";
  const kind = type.split(":").at(-1)?.toLowerCase() ?? "";
  const place = service === "s3" ? ":" : global ? `:${plannedAccount}` : `${region}:${plannedAccount}`;
  const path2 = service === "s3" ? name : `${kind}/${name}`;
  return { arn: `arn:aws:${service}:${place}:${path2}`, prefixListId: `pl-${name}`, bucket: name };
}

/** What a provider would answer to a question a program asks it. */
export function plannedAnswer(token: string): Record<string, unknown> {
  return token === "aws:index/getCallerIdentity:getCallerIdentity"
    ? { accountId: plannedAccount, arn: `arn:aws:iam::${plannedAccount}:root` }
    : {};
}
