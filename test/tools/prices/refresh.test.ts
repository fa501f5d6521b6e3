import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { amountOf, type PriceTable, priceTable } from "../../../config/prices/priceTable.ts";
import { harvestAws, harvestAzure } from "../../../tools/prices/harvest.ts";
import { refreshPrices } from "../../../tools/prices/refresh.ts";

/** Answers in the form of the AWS bulk API and the Azure Retail Prices API, with prices that are made up. */
const columns = [
  "SKU",
  "TermType",
  "StartingRange",
  "Unit",
  "PricePerUnit",
  "Currency",
  "Instance Type",
  "Tenancy",
  "Operating System",
  "Pre Installed S/W",
  "CapacityStatus",
  "usageType",
  "PriceDescription",
];

function offer(...rows: readonly (readonly string[])[]): string {
  const head = [
    ["FormatVersion", "v1.0"],
    ["Disclaimer", 'For information, "only", and nothing else'],
    ["Publication Date", "2026-11-05T00:00:00Z"],
  ];
  const quoted = [...head, columns, ...rows].map((cells) =>
    cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(","),
  );
  return `${quoted.join("\r\n")}\r\n`;
}

const machine = (type: string, price: string, changes: Partial<Record<string, string>> = {}): string[] => {
  const cells: Record<string, string> = {
    SKU: "S",
    TermType: "OnDemand",
    StartingRange: "0",
    Unit: "Hrs",
    PricePerUnit: price,
    Currency: "USD",
    "Instance Type": type,
    Tenancy: "Shared",
    "Operating System": "Linux",
    "Pre Installed S/W": "NA",
    CapacityStatus: "Used",
    usageType: `EUW3-BoxUsage:${type}`,
    PriceDescription: `$${price} per On Demand Linux ${type}, "Hour"`,
    ...changes,
  };
  return columns.map((name) => cells[name] ?? "");
};
const other = (usageType: string, price: string, range = "0"): string[] =>
  machine("", price, { usageType, StartingRange: range, Tenancy: "", "Operating System": "" });

const offers: Readonly<Record<string, string>> = {
  AmazonEC2: offer(
    machine("m5.xlarge", "0.9990000000"),
    machine("m5.xlarge", "1.5", { "Operating System": "Windows" }),
    machine("m5.xlarge", "1.6", { Tenancy: "Dedicated" }),
    machine("m5.xlarge", "0.1", { TermType: "Reserved" }),
    machine("m5.xlarge", "0.2", { "Pre Installed S/W": "SQL Std" }),
    machine("m5.xlarge", "0.3", { Currency: "CNY" }),
    machine("z9.huge", "9.9"),
    other("EUW3-EBS:VolumeUsage.gp3", "0.1111"),
    other("EUW3-NatGateway-Hours", "0.0666"),
  ),
  ElasticMapReduce: offer(machine("m5.xlarge", "0.0777")),
  AmazonVPC: offer(other("EUW3-VpcEndpoint-Hours", "0.0123"), other("EUW3-PublicIPv4:InUseAddress", "0.005")),
  AmazonS3: offer(
    other("EUW3-TimedStorage-ByteHrs", "0.025"),
    other("EUW3-TimedStorage-ByteHrs", "0.024", "51200"),
    other("EUW3-Requests-Tier2", "0.0000004200"),
  ),
};

const item = (changes: object): object => ({
  currencyCode: "USD",
  retailPrice: 0.5,
  tierMinimumUnits: 0,
  armSkuName: "Standard_D8s_v3",
  unitOfMeasure: "1 Hour",
  productName: "Virtual Machines DSv3 Series",
  skuName: "D8s v3",
  meterName: "D8s v3",
  type: "Consumption",
  ...changes,
});

let server: Server;
let base = "";
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", base);
    asked.push(decodeURIComponent(url.search));
    const [, kind, code = "", , region] = url.pathname.split("/");
    if (kind === "aws" && region === "eu-west-3") return void response.end(offers[code]);
    if (kind === "azure" && url.search.includes("francecentral")) {
      const isMachines = decodeURIComponent(url.search).includes("Virtual Machines");
      const page = url.searchParams.get("page");
      const Items = !isMachines
        ? [
            item({
              armSkuName: "",
              meterName: "Premium Jobs Compute DBU",
              skuName: "Premium Jobs Compute",
              retailPrice: 0.31,
            }),
          ]
        : page === null
          ? [item({}), item({ productName: "Virtual Machines DSv3 Series Windows", retailPrice: 0.9 })]
          : [
              item({ skuName: "D8s v3 Spot", retailPrice: 0.08 }),
              item({ skuName: "D8s v3 Low Priority", retailPrice: 0.01 }),
            ];
      const more =
        isMachines && page === null
          ? `${base}/azure?page=2&filter=${encodeURIComponent("Virtual Machines francecentral")}`
          : null;
      return void response.end(
        JSON.stringify({ BillingCurrency: "USD", Items, NextPageLink: more, Count: Items.length }),
      );
    }
    response.statusCode = 503;
    return void response.end("not today");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

const lists = () => ({ aws: `${base}/aws`, azure: `${base}/azure`, today: "2026-11-21", fetch });
const priceIn = (table: PriceTable, name: string, region: string): number | undefined =>
  table.prices.find((price) => price.item === name && price.region === region)?.price;

const html = async (): Promise<Response> => new Response("<html>maintenance</html>");

describe("the providers' lists", () => {
  it("AWS: only shared Linux on demand, the first tier, in USD", async () => {
    const { prices, source } = await harvestAws(lists(), "eu-west-3");
    expect(prices.map(({ item: name, price, unit }) => `${name} ${price} ${unit}`).sort()).toEqual([
      "aws/ebs-gp3 0.1111 USD/GiB-month",
      "aws/interface-endpoint 0.0123 USD/h",
      "aws/nat-gateway 0.0666 USD/h",
      "aws/public-ipv4 0.005 USD/h",
      "aws/s3-get 0.00042 USD/1000",
      "aws/s3-standard 0.025 USD/GiB-month",
      "ec2/m5.xlarge 0.999 USD/h",
      "emr/m5.xlarge 0.0777 USD/h",
    ]);
    expect(source).toMatchObject({ asOf: "2026-11-05", read: "2026-11-21", confidence: "provider" });
  });

  it("Azure: every page, Linux only, spot apart, and the jobs DBU", async () => {
    const { prices } = await harvestAzure(lists(), "francecentral");
    expect(prices.map(({ item: name, price }) => `${name} ${price}`)).toEqual([
      "azure-vm/Standard_D8s_v3 0.5",
      "azure-vm-spot/Standard_D8s_v3 0.08",
      "databricks-azure/jobs-dbu 0.31",
    ]);
    expect(asked.some((search) => search.includes("armSkuName eq 'Standard_D8s_v3'"))).toBe(true);
  });

  it("a list that is not a price list is an error, not an empty harvest", async () => {
    await expect(harvestAws({ ...lists(), fetch: html }, "eu-west-3")).rejects.toThrow("not a price list");
    await expect(harvestAzure({ ...lists(), fetch: html }, "francecentral")).rejects.toThrow(/JSON/);
  });
});

describe("the refreshed table", () => {
  it("takes what was read, keeps what was not, and names what failed", async () => {
    const { table, read, failed } = await refreshPrices(priceTable, lists());
    expect(read).toEqual(["aws-eu-west-3", "azure-francecentral"]);
    expect(failed).toContainEqual(expect.stringMatching(/^eu-west-1: .* answered 503$/));
    expect(priceIn(table, "ec2/m5.xlarge", "eu-west-3")).toBe(0.999);
    expect(priceIn(table, "ec2/m5.xlarge", "eu-west-1")).toBe(amountOf("ec2/m5.xlarge", "eu-west-1", "USD/h"));
    expect(table.sources["aws-eu-west-3"]?.confidence).toBe("provider");
  });
});
