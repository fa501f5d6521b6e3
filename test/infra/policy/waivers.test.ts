import { describe, expect, it } from "vitest";
import { judgeWhatIsKnown } from "../../../infra/policy/judgeWhatIsKnown.ts";
import { knownProperties } from "../../../infra/policy/knownProperties.ts";
import type { PlannedResource } from "../../../infra/policy/policyRule.ts";
import { policyRules } from "../../../infra/policy/rules/index.ts";
import { type Waiver, Waiver as WaiverSchema, withWaivers } from "../../../infra/policy/waivers.ts";

const key: PlannedResource = { type: "aws:kms/key:Key", name: "key", component: "", properties: {} };
const other = { ...key, name: "other" };
const waiver: Waiver = {
  rule: "keys-rotate",
  resource: "key",
  reason: "imported material cannot rotate",
  expires: "2026-12-31",
};
const found = (waivers: readonly Waiver[], today: string) =>
  withWaivers(policyRules, waivers, new Date(today)).flatMap(({ check }) =>
    check([key, other]).map(({ resource, message }) => [resource.name, message]),
  );
const about = (name: string, messages: readonly (readonly (string | undefined)[])[]) =>
  messages.filter(([resource, message]) => resource === name && message?.includes("enableKeyRotation"));

describe("a waiver", () => {
  it("silences one rule for one resource, and no other", () => {
    const messages = found([waiver], "2026-11-21");
    expect(about("key", messages)).toEqual([]);
    expect(about("other", messages)).toHaveLength(1);
  });

  it("holds through its last day and says on the next that it is over", () => {
    expect(about("key", found([waiver], "2026-12-31T12:00:00Z"))).toEqual([]);
    expect(about("key", found([waiver], "2027-01-01T00:00:00Z"))[0]?.[1]).toContain("expired on 2026-12-31");
  });

  it("needs a reason, a day, and an end within a year", () => {
    expect(WaiverSchema.safeParse({ ...waiver, reason: "because" }).success).toBe(false);
    expect(WaiverSchema.safeParse({ ...waiver, expires: "soon" }).success).toBe(false);
    expect(() => found([{ ...waiver, expires: "2099-01-01" }], "2026-11-21")).toThrow(/longer than a year/);
  });

  it("of a rule that does not exist is refused: it would silence nothing", () => {
    expect(() => found([{ ...waiver, rule: "keys-rotat" }], "2026-11-21")).toThrow(/no rule keys-rotat/);
  });
});

describe("properties during a preview", () => {
  it("that are still to come are undefined, whatever they are inside", () => {
    class UnknownValueError extends Error {}
    const properties = {
      name: "n",
      list: [{ deep: 1 }],
      get arn(): string {
        throw new UnknownValueError("unknown");
      },
    };
    expect(knownProperties(properties)).toEqual({ name: "n", list: [{ deep: 1 }], arn: undefined });
    expect("arn" in knownProperties(properties)).toBe(true);
  });

  it("that fail for another reason are not passed over", () => {
    const broken = {
      get arn(): string {
        throw new RangeError("a defect");
      },
    };
    expect(() => knownProperties(broken)).toThrow("a defect");
  });
});

describe("a rule during a preview", () => {
  const rotate = policyRules.filter(({ id }) => id === "keys-rotate");

  it.each([
    ["is not broken by what is still to come", { enableKeyRotation: undefined }, 0],
    ["is not broken while nothing at all is known", {}, 0],
    ["is broken by what is missing", { description: "disks" }, 1],
    ["is broken by what is known to be wrong", { enableKeyRotation: false, arn: undefined }, 1],
  ])("%s", (_what, properties, count) => {
    const resource = { ...key, properties };
    const found = rotate.flatMap((rule) => judgeWhatIsKnown(rule, [resource]));
    expect(found).toHaveLength(count);
    expect(found.every((each) => each.resource === resource)).toBe(true);
  });
});
