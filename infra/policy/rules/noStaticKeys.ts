import type { PolicyRule } from "../policyRule.ts";
import { ofType, violation } from "../resources.ts";

export const noStaticKeys: PolicyRule = {
  id: "no-static-keys",
  title: "No static access key is made",
  controls: ["CIS AWS 1.13", "CKV_AWS_273"],
  enforcement: "advisory",
  check: (resources) =>
    ofType(resources, "aws:iam/accessKey:AccessKey").map((key) =>
      violation(key, "a key that lasts can be stolen: prefer verger:operator: role"),
    ),
};
