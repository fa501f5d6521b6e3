import { amountOf, type Known } from "../prices/priceTable.ts";
import type { Settings } from "../settings.ts";

/** Something that is billed by the month while the stack, or what it keeps, exists. */
export interface MonthlyLine {
  readonly what: string;
  readonly perMonth: Known<number>;
}

/** What `storedGiB` in the stack's storage and its encryption key cost a month, in USD. */
export function monthlyCost(settings: Settings, storedGiB: number): readonly MonthlyLine[] {
  const { cloud, region, compute } = settings;
  const each = amountOf(cloud === "aws" ? "aws/s3-standard" : "azure/blob-hot", region, "USD/GiB-month");
  const storage: MonthlyLine = { what: "storage", perMonth: each === "unknown" ? each : each * storedGiB };
  // EMR encrypts its disks with a key of the stack's own, whether or not the bucket does.
  const hasKey = settings.cloud === "aws" && (settings.customerKey || compute.platform === "emr");
  return [
    storage,
    ...(hasKey ? [{ what: "encryption key", perMonth: amountOf("aws/kms-key", region, "USD/month") }] : []),
    ...(settings.notebook === "sagemaker" ? [{ what: "Studio's disks", perMonth: "unknown" as const }] : []),
  ];
}
