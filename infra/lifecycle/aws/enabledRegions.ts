import { DescribeRegionsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { allowedRegions } from "../../../config/regions.ts";
import { awsClientOf } from "../../aws/askingAws.ts";

/** The region that is asked which others there are. */
const askedFirst = "eu-west-3";

/**
 * The EU's regions in which this account can have anything: those that are not enabled hold nothing. All of them where
 * the account does not say, so that a refusal never shortens the search.
 */
export async function enabledRegions(): Promise<readonly string[]> {
  const all = allowedRegions("aws", true).map(({ name }) => name);
  const ec2 = new EC2Client(awsClientOf(askedFirst));
  try {
    const { Regions = [] } = await ec2.send(new DescribeRegionsCommand({}));
    const enabled = new Set(Regions.map(({ RegionName }) => RegionName));
    const found = all.filter((name) => enabled.has(name));
    return found.length === 0 ? all : found;
  } catch {
    return all;
  } finally {
    ec2.destroy();
  }
}
