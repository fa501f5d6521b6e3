import { z } from "zod";
import { nodeTypes } from "../../config/nodeTypes.ts";
import type { Price } from "../../config/prices/priceTable.ts";

type Wanted = Pick<Price, "item" | "unit" | "price">;

/** A page of the Azure Retail Prices API. https://learn.microsoft.com/rest/api/cost-management/retail-prices */
const Page = z.object({
  Items: z.array(
    z.object({
      currencyCode: z.string(),
      retailPrice: z.number(),
      tierMinimumUnits: z.number(),
      armSkuName: z.string(),
      productName: z.string(),
      skuName: z.string(),
      meterName: z.string(),
      unitOfMeasure: z.string(),
      type: z.string(),
    }),
  ),
  NextPageLink: z.string().nullish(),
});
type Item = z.output<typeof Page>["Items"][number];

const types = nodeTypes.filter(({ cloud }) => cloud === "azure").map(({ name }) => name);

/** What Verger needs of the API in one region, as the filters it takes. */
export function azureFilters(region: string): readonly string[] {
  const here = `armRegionName eq '${region}' and priceType eq 'Consumption'`;
  const machines = types.map((type) => `armSkuName eq '${type}'`).join(" or ");
  return [
    `serviceName eq 'Virtual Machines' and ${here} and (${machines})`,
    `serviceName eq 'Azure Databricks' and ${here} and skuName eq 'Premium Jobs Compute'`,
  ];
}

/** Reads all pages of a filter. @throws Error when a page cannot be fetched or is not of the API's form. */
export async function azureItems(base: string, filter: string, fetchPage: typeof fetch): Promise<readonly Item[]> {
  const items: Item[] = [];
  let next: string | undefined | null = `${base}?$filter=${encodeURIComponent(filter)}`;
  while (next) {
    const answer = await fetchPage(next);
    if (!answer.ok) throw new Error(`${next} answered ${answer.status}`);
    const page = Page.parse(await answer.json());
    items.push(...page.Items);
    next = page.NextPageLink;
  }
  return items;
}

/** The price an item is for, where it is one Verger uses: Linux machines on demand or on spot, and jobs DBU. */
export function azurePrice(item: Item): Wanted | undefined {
  const { currencyCode, retailPrice, tierMinimumUnits, armSkuName, productName, skuName, meterName, type } = item;
  if (currencyCode !== "USD" || type !== "Consumption" || tierMinimumUnits !== 0 || !(retailPrice > 0))
    return undefined;
  if (item.unitOfMeasure !== "1 Hour") return undefined;
  if (meterName === "Premium Jobs Compute DBU")
    return { item: "databricks-azure/jobs-dbu", unit: "USD/DBU", price: retailPrice };
  if (!types.includes(armSkuName) || productName.includes("Windows") || skuName.endsWith("Low Priority"))
    return undefined;
  const shelf = skuName.endsWith("Spot") ? "azure-vm-spot" : "azure-vm";
  return { item: `${shelf}/${armSkuName}`, unit: "USD/h", price: retailPrice };
}
