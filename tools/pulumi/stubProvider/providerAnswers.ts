/** The account every fake cloud belongs to. */
export const fakeAccount = "123456789012";

/** What a provider answers to the questions Verger's program asks. */
export const providerAnswers: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": {
    accountId: fakeAccount,
    arn: `arn:aws:iam::${fakeAccount}:user/ada`,
    id: fakeAccount,
    userId: "AIDAEXAMPLE",
  },
  "aws:ssm/getParameter:getParameter": { value: "ami-0123456789abcdef0", insecureValue: "ami-0123456789abcdef0" },
  "databricks:index/getSparkVersion:getSparkVersion": { id: "18.1.x-scala2.13" },
  "databricks:index/getAwsCrossAccountPolicy:getAwsCrossAccountPolicy": { id: "policy", json: '{"Statement":[]}' },
  "azure-native:authorization:getClientConfig": {
    subscriptionId: "00000000-0000-0000-0000-000000000001",
    tenantId: "00000000-0000-0000-0000-000000000002",
    clientId: "00000000-0000-0000-0000-000000000003",
    objectId: "00000000-0000-0000-0000-000000000004",
  },
};
