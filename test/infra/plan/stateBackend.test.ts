import { describe, expect, it } from "vitest";
import { stateBackend } from "../../../infra/plan/stateBackend.ts";

const nowhere = { environment: {}, project: undefined, login: undefined };
const paris = { cloud: "aws", region: "eu-west-3" } as const;

describe("where Pulumi's state rests", () => {
  it.each([
    ["file://~", { region: "this machine", standing: "here" }],
    ["s3://state?region=eu-west-3", { where: "s3://state", region: "Paris", country: "FR", standing: "eu" }],
    ["s3://state?region=eu-west-2&awssdk=v2", { country: "GB", standing: "outside" }],
    ["s3://state?region=us-east-1", { region: "us-east-1", standing: "outside" }],
    ["s3://state", { standing: "unknown" }],
    ["azblob://state", { where: "azblob://state", standing: "unknown" }],
    ["https://api.pulumi.com", { where: "Pulumi Cloud", country: "US", standing: "outside" }],
    ["not an address", { where: "not an address", standing: "unknown" }],
  ])("%s", (login, expected) => {
    expect(stateBackend({ ...nowhere, login }, paris)).toMatchObject(expected);
  });

  it("is decided in Pulumi's own order", () => {
    const project = "s3://project?region=eu-west-1";
    const login = "https://api.pulumi.com";
    expect(stateBackend({ environment: { PULUMI_BACKEND_URL: "file://~" }, project, login }, paris).standing).toBe(
      "here",
    );
    expect(stateBackend({ environment: {}, project, login }, paris).country).toBe("IE");
  });

  it("is proposed beside the stack where none is chosen: nobody copies another country's line", () => {
    expect(stateBackend(nowhere, paris).where).toContain("pulumi login 's3://your-bucket?region=eu-west-3'");
    expect(stateBackend(nowhere, { cloud: "aws", region: "eu-west-1" }).where).toContain("region=eu-west-1");
    expect(stateBackend(nowhere, { cloud: "azure", region: "francecentral" }).where).toContain("azblob://");
  });
});
