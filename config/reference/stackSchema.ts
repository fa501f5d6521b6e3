import { z } from "zod";
import { AwsSettings, AzureSettings } from "../settings.ts";

type JsonSchema = Record<string, unknown>;

/** JSON Schema of `stacks/Pulumi.<stack>.yaml`, for editors that complete and check YAML. */
export function stackSchema(): JsonSchema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A Verger stack",
    type: "object",
    properties: {
      encryptionsalt: { type: "string" },
      secretsprovider: { type: "string" },
      encryptedkey: { type: "string" },
      config: { anyOf: [configOf(AwsSettings), configOf(AzureSettings)] },
    },
    required: ["config"],
  };
}

/** A cloud's settings under their `verger:` names, beside the providers' own keys. */
function configOf(schema: z.ZodObject): JsonSchema {
  const { properties = {}, required = [], description } = z.toJSONSchema(schema, { io: "input" });
  return {
    description,
    type: "object",
    properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [named(key), value])),
    required: required.map((key) => named(key)),
    patternProperties: { "^(?!verger:)": {} },
    additionalProperties: false,
  };
}

const named = (key: string): string => `verger:${key}`;
