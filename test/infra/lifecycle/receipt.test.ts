import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { receiptScreen } from "../../../cli/screen/receiptScreen.ts";
import type { Question } from "../../../infra/lifecycle/receipt/question.ts";
import { receiptPage } from "../../../infra/lifecycle/receipt/receiptPage.ts";
import { monthly, Receipt, unanswered, unplanned } from "../../../infra/lifecycle/receipt/receiptSchema.ts";
import { receiptDigest, takeReceipt } from "../../../infra/lifecycle/receipt/takeReceipt.ts";
import { writeReceipt } from "../../../infra/lifecycle/receipt/writeReceipt.ts";

const subject = { stack: "orchard", cloud: "aws", region: "eu-west-3" } as const;
const now = (): Date => new Date("2026-11-21T03:20:00Z");
const at = { service: "EC2", region: "eu-west-3" };
const volume = { kind: "volume", id: "vol-1", perMonth: 5.94 };

const questions: readonly Question[] = [
  {
    ...at,
    call: "DescribeVolumes",
    ask: async () => [
      { ...volume, by: "tag" },
      { ...volume, by: "id" },
    ],
  },
  {
    ...at,
    call: "ListBuckets",
    ask: async () => [{ kind: "bucket", id: "b", by: "tag", perMonth: 1, onPurpose: "kept" }],
  },
  {
    ...at,
    call: "ListRoles",
    ask: () => Promise.reject(Object.assign(new Error("not <allowed>"), { name: "AccessDenied" })),
  },
];

it("a thing found twice is one thing; what is kept on purpose is not left over; a refusal is not an empty answer", async () => {
  const receipt = Receipt.parse(await takeReceipt(subject, questions, now));
  expect(unplanned(receipt).map(({ id }) => id)).toEqual(["vol-1"]);
  expect(unanswered(receipt).map(({ call, refused }) => [call, refused])).toEqual([
    ["ListRoles", "AccessDenied: not <allowed>"],
  ]);
  expect(receipt.asked.map(({ call }) => call)).toEqual(["DescribeVolumes", "ListBuckets", "ListRoles"]);
});

it("the digest changes with any word of the receipt, and with nothing else", async () => {
  const receipt = await takeReceipt(subject, questions, now);
  expect(receiptDigest(receipt)).toBe(receipt.digest);
  expect(receiptDigest({ ...receipt, remains: [] })).not.toBe(receipt.digest);
  expect((await takeReceipt(subject, questions, now)).digest).toBe(receipt.digest);
});

it("the page shows what is left, its price and who did not answer, and runs nothing a cloud might have said", async () => {
  const page = receiptPage(await takeReceipt(subject, questions, now));
  expect(page).toContain("1 left");
  expect(page).toContain("5.94 USD");
  expect(page).toContain("not &lt;allowed&gt;");
  expect(page).not.toContain("<allowed>");
  const proven = receiptPage(await takeReceipt(subject, [], now));
  expect(proven).toContain("nothing is left");
});

const teardown = {
  takenAway: {
    destroyed: [{ type: "aws:emr/cluster:Cluster", count: 1 }],
    kept: [{ type: "aws:s3/bucket:Bucket", count: 2 }],
  },
  cost: {
    runId: "orchard-0b9d196c86",
    machines: [{ type: "m5.xlarge", market: "spot" as const, count: 8, hours: 2.5 }],
    known: 0.31,
    unknown: ["disks of m5.xlarge"],
  },
};

it("tells what was taken away and what the run cost; what is unknown is never counted as nothing", async () => {
  const priceless = { kind: "log group", id: "lg", by: "name", perMonth: "unknown" } as const;
  const more: Question = { ...at, call: "DescribeLogGroups", ask: async () => [priceless] };
  const receipt = Receipt.parse(await takeReceipt({ ...subject, ...teardown }, [...questions, more], now));
  expect(monthly(unplanned(receipt))).toEqual({ known: 5.94, unknown: ["log group lg"] });
  expect(receiptDigest(receipt), "a reader finds the same digest").toBe(receipt.digest);
  const page = receiptPage(receipt);
  expect(page).toContain("<td>aws:emr/cluster:Cluster<td>1<td>destroyed");
  expect(page).toContain("<td>aws:s3/bucket:Bucket<td>2<td>kept on purpose");
  expect(page).toContain("0.31 USD, and what is unknown: disks of m5.xlarge");
  expect(page).toContain("A month: 5.94 USD, and what is unknown: log group lg");
  const screen = receiptScreen(receipt, "receipts").join("\n");
  expect(screen).toContain("2 left of orchard in eu-west-3 (4 questions), 5.94 USD/month + 1 unknown price");
  expect(screen).toContain("destroyed     1 resource of 1 kind");
  expect(screen).toContain("0.31 USD + unknown (disks of m5.xlarge) · 8 machines, 2.5 hours in all");
});

it("is written whole: the file, the page and no half of either", async () => {
  const folder = await mkdtemp(join(tmpdir(), "verger-receipt-"));
  try {
    const receipt = await takeReceipt(subject, questions, now);
    const home = await writeReceipt(folder, receipt);
    expect((await readdir(home)).sort()).toEqual(["receipt.html", "receipt.json"]);
    expect(Receipt.parse(JSON.parse(await readFile(join(home, "receipt.json"), "utf8")))).toEqual(receipt);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
