import type { Problem } from "../../config/problem.ts";

/** Keys of the providers' configuration that hold a secret, whatever their value. */
const secretKeys = new Set([
  "aws:accessKey",
  "aws:secretKey",
  "aws:token",
  "azure-native:clientSecret",
  "azure-native:clientCertificatePassword",
  "azure-native:oidcToken",
  "databricks:clientSecret",
  "databricks:password",
  "databricks:token",
]);

/** Text that is a credential wherever it stands: AWS access key ids, Databricks tokens, Pulumi tokens, private keys. */
const secretText = /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bdapi[0-9a-f]{32}|\bpul-[0-9a-f]{40}|-----BEGIN [A-Z ]*PRIVATE KEY/;

/** Secrets that stand in a stack's file as plain text. Their values are never repeated. */
export function plainSecrets(config: Readonly<Record<string, unknown>>): readonly Problem[] {
  return Object.entries(config).flatMap(([key, value]): readonly Problem[] => {
    const looksSecret =
      (secretKeys.has(key) && typeof value === "string") || secretText.test(JSON.stringify(value) ?? "");
    if (!looksSecret) return [];
    return [
      {
        path: [key],
        value: "…",
        message: "is a secret in plain text, in a file that is meant to be shared",
        suggestion: `Withdraw it where it was issued, remove the line, then type: pulumi config set --secret ${key}`,
      },
    ];
  });
}
