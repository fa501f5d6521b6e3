import type { Price, PriceUnit } from "../../config/prices/priceTable.ts";
import { nodeTypes } from "../../config/nodeTypes.ts";
import type { OfferRow } from "./readOffer.ts";

/** An offer file of the AWS price list and what to take from it. */
export interface Offer {
  readonly code: string;
  readonly price: (row: OfferRow) => Wanted | undefined;
}

type Wanted = Pick<Price, "item" | "unit" | "price">;

const types = new Set(nodeTypes.filter(({ cloud }) => cloud === "aws").map(({ name }) => name));

/** What Verger needs of the AWS price list, by offer file. */
export const awsOffers: readonly Offer[] = [
  {
    code: "AmazonEC2",
    price: (row) => {
      const usage = usageOf(row);
      const type = row["Instance Type"] ?? "";
      const isLinux =
        row["Operating System"] === "Linux" &&
        row["Tenancy"] === "Shared" &&
        row["Pre Installed S/W"] === "NA" &&
        row["CapacityStatus"] === "Used";
      if (types.has(type) && isLinux && usage === `BoxUsage:${type}`) return wanted(row, `ec2/${type}`, "USD/h");
      if (usage === "EBS:VolumeUsage.gp3") return wanted(row, "aws/ebs-gp3", "USD/GiB-month");
      return usage === "NatGateway-Hours" ? wanted(row, "aws/nat-gateway", "USD/h") : undefined;
    },
  },
  {
    code: "ElasticMapReduce",
    price: (row) => {
      const type = row["Instance Type"] ?? "";
      return types.has(type) && usageOf(row) === `BoxUsage:${type}` ? wanted(row, `emr/${type}`, "USD/h") : undefined;
    },
  },
  {
    code: "AmazonVPC",
    price: (row) => {
      const usage = usageOf(row);
      if (usage === "VpcEndpoint-Hours") return wanted(row, "aws/interface-endpoint", "USD/h");
      return usage === "PublicIPv4:InUseAddress" ? wanted(row, "aws/public-ipv4", "USD/h") : undefined;
    },
  },
  {
    code: "AmazonS3",
    price: (row) => {
      const usage = usageOf(row);
      if (usage === "TimedStorage-ByteHrs") return wanted(row, "aws/s3-standard", "USD/GiB-month");
      if (usage === "Requests-Tier1") return wanted(row, "aws/s3-put", "USD/1000", 1000);
      return usage === "Requests-Tier2" ? wanted(row, "aws/s3-get", "USD/1000", 1000) : undefined;
    },
  },
];

/** The usage type without the region's prefix: `EUW3-BoxUsage:m5.xlarge` and Dublin's `EU-BoxUsage:…` alike. */
function usageOf(row: OfferRow): string {
  return (row["usageType"] ?? "").replace(/^[A-Z]{2,4}\d?-/, "");
}

/** The price on demand of the first unit; undefined where the row is another term, tier or currency. */
function wanted(row: OfferRow, item: string, unit: PriceUnit, perUnits = 1): Wanted | undefined {
  const price = Number(row["PricePerUnit"]) * perUnits;
  const isFirst = row["TermType"] === "OnDemand" && Number(row["StartingRange"] || 0) === 0;
  if (!isFirst || row["Currency"] !== "USD" || !(price > 0)) return undefined;
  return { item, unit, price: Number(price.toPrecision(12)) };
}
