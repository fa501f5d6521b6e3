import type { PolicyRule, Violation } from "../policyRule.ts";
import { at, ofType, type Resources, violation } from "../resources.ts";

export const studioContained: PolicyRule = {
  id: "studio-contained",
  title: "SageMaker Studio has no way to the internet, ends idle notebooks and leaves no file system",
  controls: ["AWS Config sagemaker-domain-in-vpc", "verger promise: idle stop", "verger promise: nothing left"],
  enforcement: "mandatory",
  check: (resources) => [
    ...unless(resources, ["appNetworkAccessType"], "VpcOnly", "its notebooks reach the internet"),
    ...unless(resources, [...idle, "lifecycleManagement"], "ENABLED", "its idle notebooks do not end"),
    ...unless(resources, ["retentionPolicy", "homeEfsFileSystem"], "Delete", "its file system stays when it goes"),
  ],
};

const idle = ["defaultUserSettings", "jupyterLabAppSettings", "appLifecycleManagement", "idleSettings"];

function unless(resources: Resources, path: readonly string[], value: string, what: string): Violation[] {
  return ofType(resources, "aws:sagemaker/domain:Domain")
    .filter(({ properties }) => at(properties, path) !== value)
    .map((domain) => violation(domain, `${what}: ${path.at(-1)} is not ${value}`));
}
