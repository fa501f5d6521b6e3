import { Budget } from "@pulumi/aws/budgets/budget.js";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { stackTag } from "../resourceTags.ts";
import { type AwsStack, named } from "./awsStack.ts";

export interface SpendingBudgetArgs {
  readonly stack: AwsStack;
  readonly budgetUSD: number;
  /** Who is told; without an address the budget is only visible in the console. */
  readonly owner: string | undefined;
}

/** Tells the owner at half and at all of the budget, and when the month is forecast to pass it. Data lags by hours. */
export class SpendingBudget extends ComponentResource {
  constructor(name: string, { stack, budgetUSD, owner }: SpendingBudgetArgs, options?: ComponentResourceOptions) {
    super("verger:aws:SpendingBudget", name, {}, options);
    const notify = (notificationType: "ACTUAL" | "FORECASTED", threshold: number) => ({
      notificationType,
      threshold,
      thresholdType: "PERCENTAGE",
      comparisonOperator: "GREATER_THAN",
      subscriberEmailAddresses: owner === undefined ? [] : [owner],
    });
    new Budget(
      name,
      {
        name: named(stack),
        budgetType: "COST",
        timeUnit: "MONTHLY",
        limitAmount: budgetUSD.toFixed(2),
        limitUnit: "USD",
        costFilters: [{ name: "TagKeyValue", values: [`user:${stackTag}$${stack.context.stack}`] }],
        notifications:
          owner === undefined ? [] : [notify("ACTUAL", 50), notify("ACTUAL", 100), notify("FORECASTED", 100)],
        tags: stack.tags,
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
