import { Budget } from "@pulumi/azure-native/consumption/budget.js";
import { ComponentResource, type ComponentResourceOptions, interpolate } from "@pulumi/pulumi";
import { type AzureStack, named } from "./azureStack.ts";

export interface SpendingBudgetArgs {
  readonly stack: AzureStack;
  readonly budgetUSD: number;
  /** Who is told; without an address, whoever owns the subscription. */
  readonly owner: string | undefined;
  /** First day of a month, as `2026-11-01`: Azure counts a budget from there. */
  readonly since: string;
}

/** Tells the owner, or the subscription's, at half and at all of the budget. Azure's budgets only notify, and hours late. */
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
        scope: interpolate`/subscriptions/${stack.subscriptionId}/resourceGroups/${stack.groupName}`,
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
