import { paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeKeyCommand, paginateListAliases } from "@aws-sdk/client-kms";
import { paginateListSchedules } from "@aws-sdk/client-scheduler";
import { amountOf } from "../../../config/prices/priceTable.ts";
import { stackName } from "../../names.ts";
import type { Question, Remain } from "../receipt/question.ts";
import { type AwsSearch, ownName } from "./awsSearch.ts";

/** Schedules, keys and log groups of the region, by name. */
export function askGuardrails({ stack, region, kept, clients }: AwsSearch): readonly Question[] {
  const own = ownName(stack);
  return [
    {
      service: "EventBridge Scheduler",
      region,
      call: "ListSchedules",
      async ask() {
        const found: Remain[] = [];
        const pages = paginateListSchedules({ client: clients.scheduler }, { NamePrefix: stackName(stack) });
        for await (const { Schedules = [] } of pages)
          for (const { Name } of Schedules)
            if (own(Name)) found.push({ kind: "schedule", id: Name ?? "", by: "name", perMonth: 0 });
        return found;
      },
    },
    {
      service: "KMS",
      region,
      call: "ListAliases, DescribeKey",
      async ask() {
        const found: Remain[] = [];
        for await (const { Aliases = [] } of paginateListAliases({ client: clients.kms }, {}))
          for (const { AliasName, TargetKeyId } of Aliases) {
            if (AliasName !== `alias/${stackName(stack)}` || TargetKeyId === undefined) continue;
            const { KeyMetadata } = await clients.kms.send(new DescribeKeyCommand({ KeyId: TargetKeyId }));
            // A key waits some days before it is gone, and costs nothing meanwhile.
            if (KeyMetadata?.KeyState === "PendingDeletion") continue;
            const why = kept.key === undefined ? {} : { onPurpose: kept.key };
            const perMonth = amountOf("aws/kms-key", region, "USD/month");
            found.push({ kind: "key", id: TargetKeyId, by: "name", perMonth, ...why });
          }
        return found;
      },
    },
    {
      service: "CloudWatch Logs",
      region,
      call: "DescribeLogGroups",
      async ask() {
        const found: Remain[] = [];
        const pages = paginateDescribeLogGroups({ client: clients.logs }, { logGroupNamePattern: stackName(stack) });
        for await (const { logGroups = [] } of pages)
          for (const { logGroupName = "" } of logGroups)
            if (logGroupName.split("/").some((part) => own(part)))
              found.push({ kind: "log group", id: logGroupName, by: "name", perMonth: "unknown" });
        return found;
      },
    },
  ];
}
