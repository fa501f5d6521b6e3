import { describe, expect, it } from "vitest";
import { openStorage } from "../../../job/storage/openStorage.ts";

const place = "abfss://results@orchard.dfs.core.windows.net/runs";
const azureCredential = { getToken: () => Promise.resolve({ token: "t", expiresOnTimestamp: Infinity }) };

/** Azure Resource Graph's answer to the question where an account is. */
function open(answer: Response, more: object = {}): Promise<unknown> {
  const asked = (): Promise<Response> => Promise.resolve(answer);
  return openStorage(place, { workingFolder: "/", environment: {}, azureCredential, fetch: asked, ...more });
}
const found = (...locations: string[]): Response =>
  Response.json({ totalRecords: locations.length, data: locations.map((location) => ({ location })) });

describe("the region of a storage account", () => {
  it("is asked of Azure Resource Graph: an account in the EU is opened", async () => {
    expect(await open(found("francecentral"))).toHaveProperty("locate");
  });

  it("outside the EU is refused with the reason", async () => {
    await expect(open(found("uksouth"))).rejects.toMatchObject({
      exitCode: 5,
      message:
        "the storage account orchard is in uksouth, which is uksouth (London, GB): in neither the EU nor the EEA",
    });
    await expect(open(found("norwayeast"))).rejects.toThrow(/in the EEA but not in the EU/);
    expect(await open(found("norwayeast"), { allowEea: true })).toHaveProperty("locate");
  });

  it.each([
    ["an identity that may not read the account", found()],
    ["a management API that refuses", new Response("", { status: 403 })],
  ])("is not assumed: %s", async (_title, answer) => {
    await expect(open(answer)).rejects.toMatchObject({
      exitCode: 5,
      hint: expect.stringContaining("VERGER_BLOB_REGION"),
    });
  });

  it.each([429, 503])(
    "is asked again where Azure answers %i, and a photograph waits for the answer",
    async (status) => {
      const answers = [new Response("", { status, headers: { "retry-after": "0" } }), found("francecentral")];
      const fetch = async (): Promise<Response> => answers.shift() ?? found();
      expect(await open(found(), { fetch, retryMs: 1 })).toHaveProperty("locate");
      expect(answers).toEqual([]);
    },
  );

  it("that nobody tells for the moment is no refusal: 4, and try again", async () => {
    await expect(open(new Response("", { status: 429 }), { retryMs: 1 })).rejects.toMatchObject({
      exitCode: 4,
      hint: expect.stringContaining("again"),
    });
    await expect(open(new Response("", { status: 401 }))).rejects.toMatchObject({ exitCode: 3 });
  });

  it("can be named by an identity that may not read the account, and is held to the EU all the same", async () => {
    expect(await open(found(), { environment: { VERGER_BLOB_REGION: "francecentral" } })).toHaveProperty("locate");
    const outside = open(found(), { environment: { VERGER_BLOB_REGION: "eastus" } });
    await expect(outside).rejects.toMatchObject({ exitCode: 5 });
  });
});
