import type { PolicyRule } from "../policyRule.ts";
import { ofType, violation } from "../resources.ts";

export const keysRotate: PolicyRule = {
  id: "keys-rotate",
  title: "Keys of the stack's own are rotated every year",
  controls: ["FSBP KMS.4", "CIS AWS 3.6", "CKV_AWS_7"],
  enforcement: "mandatory",
  check: (resources) =>
    ofType(resources, "aws:kms/key:Key")
      .filter(({ properties }) => properties["enableKeyRotation"] !== true)
      .map((key) => violation(key, "enableKeyRotation is not true")),
};
