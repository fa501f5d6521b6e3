import { expect, it } from "vitest";
import { parseSettings } from "../../config/parseSettings.ts";
import { azureStack } from "../infra/setup/stacks.ts";

/** What is said of addresses in a stack's file; nothing where they are taken. */
function saidOf(...allowedAddresses: readonly string[]): string {
  const parsed = parseSettings({ ...azureStack, allowedAddresses });
  return parsed.ok ? "" : parsed.problems.map(({ path, message }) => `${path.join(".")} ${message}`).join("; ");
}

it("takes public addresses and ranges of one network", () => {
  expect(saidOf()).toBe("");
  expect(saidOf("203.0.113.7", "198.51.100.0/24", "203.0.0.0/16", "198.51.100.4/30")).toBe("");
});

it.each([
  ["0.0.0.0/0", "no public address"],
  ["1.0.0.0/8", "wider than /16"],
  ["10.1.2.3", "no public address"],
  ["172.16.0.0/16", "no public address"],
  ["192.168.1.20", "no public address"],
  ["100.64.0.1", "no public address"],
  ["203.0.113.7/32", "/32"],
  ["203.0.113", "allowedAddresses"],
  ["2001:db8::1", "allowedAddresses"],
])("refuses %s, which would open the results to nobody, or to everybody", (address, why) => {
  expect(saidOf(address)).toContain("allowedAddresses");
  expect(saidOf(address)).toContain(why);
});
