import type { PolicyRule } from "../policyRule.ts";
import { ofType, violation } from "../resources.ts";

export const storageTakesNoKey: PolicyRule = {
  id: "storage-takes-no-key",
  title: "Blob storage knows who asks: no shared key, no local user",
  controls: ["CKV2_AZURE_40", "CKV_AZURE_244"],
  enforcement: "mandatory",
  check: (resources) =>
    ofType(resources, "azure-native:storage:StorageAccount")
      .filter(
        ({ properties }) => properties["allowSharedKeyAccess"] !== false || properties["isLocalUserEnabled"] !== false,
      )
      .map((account) => violation(account, "allowSharedKeyAccess or isLocalUserEnabled is not false")),
};
