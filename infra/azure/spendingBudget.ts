import { Budget } from "@pulumi/azure-native/consumption/budget.js";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { stackTag } from "../resourceTags.ts";
import { type AzureStack, named } from "./azureStack.ts";

export interface SpendingBudgetArgs {
  readonly stack: AzureStack;
  readonly budgetUSD: number;
  /** Who is told; without an address, whoever owns the subscription. */
  readonly owner: string | undefined;
  /** First day of a month, as `2026-11-01`: Azure counts a budget from there. */
  readonly since: string;
}

/**
 * Tells the owner, or the subscription's, at half and at all of the budget, of everything that bears the stack's tag:
 * its own group, the machines in the group Databricks manages, the results. Azure's budgets only notify, and hours late.
 */
export class SpendingBudget extends ComponentResource {
  constructor(name: string, args: SpendingBudgetArgs, options?: ComponentResourceOptions) {
    super("verger:azure:SpendingBudget", name, {}, options);
    const { stack, budgetUSD, owner, since } = args;
    const notify = (threshold: number, thresholdType: "Actual" | "Forecasted") => ({
      enabled: true,
      operator: "GreaterThan",
      threshold,
      thresholdType,
      ...(owner === undefined ? { contactEmails: [], contactRoles: ["Owner"] } : { contactEmails: [owner] }),
    });
    new Budget(
      name,
      {
        budgetName: named(stack),
        // The machines are in the group Databricks manages, the results in one of their own: what they share is the tag.
        scope: `/subscriptions/${stack.subscriptionId}`,
        filter: { tags: { name: stackTag, operator: "In", values: [stack.context.stack] } },
        category: "Cost",
        timeGrain: "Monthly",
        amount: budgetUSD,
        timePeriod: { startDate: `${since}T00:00:00Z` },
        notifications: { half: notify(50, "Actual"), all: notify(100, "Actual"), forecast: notify(100, "Forecasted") },
      },
      // The month it counts from is the month it was made in.
      { parent: this, ignoreChanges: ["timePeriod"] },
    );
    this.registerOutputs({});
  }
}
