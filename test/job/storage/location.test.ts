import { describe, expect, it } from "vitest";
import { InputError } from "../../../job/contract/errors.ts";
import { isRemote, parseLocation, placeBelow } from "../../../job/storage/location.ts";

const blob = { kind: "blob", account: "orchard", container: "results" };

describe("a place for runs", () => {
  it.each([
    ["runs", { kind: "disk", folder: "/here/runs" }],
    ["../runs", { kind: "disk", folder: "/runs" }],
    ["/data/runs", { kind: "disk", folder: "/data/runs" }],
    ["file:///data/my%20runs", { kind: "disk", folder: "/data/my runs" }],
    ["s3://orchard", { kind: "s3", bucket: "orchard", prefix: "" }],
    ["s3://orchard/runs/2026/", { kind: "s3", bucket: "orchard", prefix: "runs/2026" }],
    ["s3a://orchard.of.mine/runs", { kind: "s3", bucket: "orchard.of.mine", prefix: "runs" }],
    ["abfss://results@orchard.dfs.core.windows.net/runs/", { ...blob, prefix: "runs" }],
    ["https://orchard.blob.core.windows.net/results/runs", { ...blob, prefix: "runs" }],
    ["https://orchard.dfs.core.windows.net/results", { ...blob, prefix: "" }],
  ])("%s", (given, expected) => {
    expect(parseLocation(given, "/here")).toEqual(expected);
    expect(isRemote(given)).toBe(expected.kind !== "disk");
  });

  it.each([
    "gs://orchard/runs",
    "http://orchard.blob.core.windows.net/results",
    "https://example.com/results",
    "wasbs://results@orchard.blob.core.windows.net",
    "s3://Orchard_of_mine/runs",
    "s3://orchard/runs/../../secrets",
    "s3://",
  ])("%s is refused", (given) => {
    expect(() => parseLocation(given, "/here")).toThrow(InputError);
  });

  it("does not repeat a token that stands in a URL", () => {
    const withToken = "https://orchard.blob.core.windows.net/r?sv=1&sig=SECRET";
    expect(() => parseLocation(withToken, "/here")).toThrow(/^((?!SECRET).)*carries more than a place((?!SECRET).)*$/);
  });

  it("goes further down, in a folder and in a bucket", () => {
    expect(placeBelow("runs", "one", "run.json")).toBe("runs/one/run.json");
    expect(placeBelow("s3://orchard/", "one")).toBe("s3://orchard/one");
  });
});
