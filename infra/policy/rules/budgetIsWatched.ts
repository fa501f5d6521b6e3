import type { PolicyRule } from "../policyRule.ts";
import { ofType } from "../resources.ts";

export const budgetIsWatched: PolicyRule = {
  id: "budget-is-watched",
  title: "Somebody is told when the budget is nearly spent",
  controls: ["verger promise: budget"],
  enforcement: "advisory",
  check: (resources) => {
    const budgets = ofType(resources, "aws:budgets/budget:Budget", "azure-native:consumption:Budget");
    const [anything] = resources;
    const watched = budgets.some(({ properties }) =>
      /@|"contactRoles":\["/.test(JSON.stringify(properties["notifications"] ?? [])),
    );
    if (watched || anything === undefined) return [];
    return [{ resource: budgets[0] ?? anything, message: "nobody is told: set verger:owner" }];
  },
};
