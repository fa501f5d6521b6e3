import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { publishedSchemas } from "../../tools/schemas/publishedSchemas.ts";
import { exampleManifest } from "../job/results/exampleManifest.ts";

const folder = new URL("../../docs/schemas/", import.meta.url);

describe("the published JSON Schemas", () => {
  it.each([...publishedSchemas()])("%s says what the code accepts (npm run schemas)", async (name, text) => {
    expect(await readFile(new URL(name, folder), "utf8")).toBe(text);
  });

  it("are the only files of their folder", async () => {
    expect((await readdir(folder)).sort()).toEqual([...publishedSchemas().keys()].sort());
  });

  it("accept a manifest and refuse one with a field too many", () => {
    const schema = z.fromJSONSchema(JSON.parse(publishedSchemas().get("run.schema.json")!));
    expect(schema.safeParse(exampleManifest).success).toBe(true);
    expect(schema.safeParse({ ...exampleManifest, hostname: "orchard" }).success).toBe(false);
  });
});
