import { readFileSync } from "node:fs";
import { PolicyPack, type PolicyResource, type StackValidationPolicy } from "@pulumi/policy";
import { judgeWhatIsKnown } from "./judgeWhatIsKnown.ts";
import { knownProperties } from "./knownProperties.ts";
import type { PlannedResource, PolicyRule } from "./policyRule.ts";
import { policyRules } from "./rules/index.ts";
import { Waivers, withWaivers } from "./waivers.ts";

/** The policy pack: `pulumi up --policy-pack infra/policy`. */
const waivers = Waivers.parse(JSON.parse(readFileSync(new URL("waivers.json", import.meta.url), "utf8")));

const pack = new PolicyPack("verger", { policies: withWaivers(policyRules, waivers, new Date()).map(asPolicy) });

export default pack;

function asPolicy(rule: PolicyRule): StackValidationPolicy {
  return {
    name: rule.id,
    description: `${rule.title} (${rule.controls.join(", ")})`,
    enforcementLevel: rule.enforcement,
    validateStack: ({ resources }, reportViolation) => {
      const urns = new Map(resources.map((resource) => [planned(resource), resource.urn]));
      const managed = [...urns.keys()].filter(
        ({ type }) => !type.startsWith("verger:") && !type.startsWith("pulumi:pulumi"),
      );
      for (const { resource, message } of judgeWhatIsKnown(rule, managed))
        reportViolation(`${resource.name}: ${message}`, urns.get(resource));
    },
  };
}

function planned({ type, name, parent, props }: PolicyResource): PlannedResource {
  return { type, name, component: parent?.type ?? "", properties: knownProperties(props) };
}
