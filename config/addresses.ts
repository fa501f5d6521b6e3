import { z } from "zod";

/** Ranges that belong to no one network, or to this machine alone. Source: RFC 1918, 3927, 5735, 6598. */
const notPublic =
  /^(0|10|127)\.|^169\.254\.|^172\.(1[6-9]|2\d|3[01])\.|^192\.168\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|^(22[4-9]|2[3-5]\d)\./;

/**
 * Public IPv4 addresses and ranges, as a storage account's firewall takes them: a range ends in /16 to /30.
 * Source: Azure Storage, IP network rules.
 */
export const addresses = z
  .array(
    z
      .union([z.ipv4(), z.cidrv4()])
      .refine((address) => !notPublic.test(address), "is no public address: write the one the internet sees")
      .refine((address) => widthOf(address) >= 16, "is wider than /16: name the network you are in")
      .refine(
        (address) => !/\/3[12]$/.test(address),
        "is written without its /31 or /32: Azure takes single addresses alone",
      ),
  )
  .max(50);

const widthOf = (address: string): number => Number(address.split("/")[1] ?? 32);
