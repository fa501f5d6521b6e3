import type { ArgDef, ArgsDef } from "citty";
import { z } from "zod";

/** The options of a command, taken from a schema: names, descriptions, choices and defaults. */
export function schemaOptions(schema: z.ZodObject): ArgsDef {
  return Object.fromEntries(Object.entries(schema.shape).map(([key, field]) => [kebab(key), option(field)]));
}

/**
 * The options a person gave, as values for the schema they came from: numbers read as numbers, absent ones left out.
 * What does not read as its type is passed on as text, for the schema to refuse with its own words.
 */
export function givenValues(schema: z.ZodObject, args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(schema.shape)) {
    const given = args[kebab(key)];
    if (given === undefined) continue;
    const isNumber = base(field) instanceof z.ZodNumber;
    values[key] =
      isNumber && typeof given === "string" && given.trim() !== "" && !Number.isNaN(Number(given))
        ? Number(given)
        : given;
  }
  return values;
}

export const kebab = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function option(field: z.core.$ZodType): ArgDef {
  const type = base(field);
  const described = description(field);
  const fallback = field instanceof z.ZodDefault ? ` (default ${String(field.def.defaultValue)})` : "";
  if (type instanceof z.ZodBoolean)
    return { type: "boolean", description: `${described}${fallback === " (default true)" ? fallback : ""}` };
  if (type instanceof z.ZodEnum)
    return { type: "string", valueHint: type.options.join("|"), description: described + fallback };
  return { type: "string", valueHint: type instanceof z.ZodNumber ? "n" : "text", description: described + fallback };
}

function base(field: z.core.$ZodType): z.core.$ZodType {
  if (field instanceof z.ZodDefault || field instanceof z.ZodOptional) return base(field.def.innerType);
  return field;
}

function description(field: z.core.$ZodType): string {
  return field instanceof z.ZodType ? (field.description ?? "") : "";
}
