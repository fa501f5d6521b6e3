import { paginateDescribeBudgets } from "@aws-sdk/client-budgets";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { Question, Remain } from "../receipt/question.ts";
import { type AwsSearch, ownName } from "./awsSearch.ts";

/** Budgets, which are the account's and in no region, by name. */
export function askBudgets({ stack, clients }: AwsSearch): Question {
  const own = ownName(stack);
  return {
    service: "Budgets",
    region: "global",
    call: "DescribeBudgets",
    async ask() {
      const found: Remain[] = [];
      const { Account } = await clients.sts.send(new GetCallerIdentityCommand());
      const pages = paginateDescribeBudgets({ client: clients.budgets }, { AccountId: Account });
      for await (const { Budgets = [] } of pages)
        for (const { BudgetName } of Budgets)
          if (own(BudgetName)) found.push({ kind: "budget", id: BudgetName ?? "", by: "name", perMonth: 0 });
      return found;
    },
  };
}
