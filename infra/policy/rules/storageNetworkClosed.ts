import type { PolicyRule } from "../policyRule.ts";
import { at, ofType, violation } from "../resources.ts";

export const storageNetworkClosed: PolicyRule = {
  id: "storage-network-closed",
  title: "Blob storage answers only to the stack's network",
  controls: ["CKV_AZURE_35"],
  enforcement: "advisory",
  check: (resources) =>
    ofType(resources, "azure-native:storage:StorageAccount")
      .filter(({ properties }) => at(properties, ["networkRuleSet", "defaultAction"]) !== "Deny")
      .map((account) =>
        violation(account, "any network may ask, with a valid identity: the workspace is not the stack's own"),
      ),
};
