import { z } from "zod";
import { valueAt } from "./problem.ts";

/** One setting of the schema: what it takes, and what its description says. */
export interface SettingPlace {
  /** Without the defaults and optionals around it. In a union: the member that the given value chose, if it chose one. */
  readonly schema: z.core.$ZodType;
  readonly description: string | undefined;
  readonly unit: string | undefined;
}

type Path = readonly (string | number)[];

/** The setting at `path`, following the members of unions that `given` chose; undefined where there is none. */
export function settingAt(root: z.core.$ZodType, given: unknown, path: Path): SettingPlace | undefined {
  const outer = wrappedAt(root, given, path);
  if (outer === undefined) return undefined;
  const meta = metaOf(outer);
  return {
    schema: member(bare(outer), valueAt(given, path)),
    description: text(meta.description),
    unit: text(meta.unit),
  };
}

/** The union at `path` itself, whatever member was chosen. */
export function unionAt(root: z.core.$ZodType, given: unknown, path: Path): z.ZodDiscriminatedUnion | undefined {
  const outer = wrappedAt(root, given, path);
  const inner = outer === undefined ? undefined : bare(outer);
  return inner instanceof z.ZodDiscriminatedUnion ? inner : undefined;
}

function wrappedAt(root: z.core.$ZodType, given: unknown, path: Path): z.core.$ZodType | undefined {
  let schema: z.core.$ZodType | undefined = root;
  for (const [at, step] of path.entries()) {
    if (schema === undefined) return undefined;
    const inside: z.core.$ZodType = member(bare(schema), valueAt(given, path.slice(0, at)));
    if (inside instanceof z.ZodObject) schema = inside.shape[String(step)];
    else if (inside instanceof z.ZodRecord) schema = inside.valueType;
    else return undefined;
  }
  return schema;
}

/** The schema without what only wraps it: defaults and optionals. */
export function bare(schema: z.core.$ZodType): z.core.$ZodType {
  let inner = schema;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault || inner instanceof z.ZodOptional)
    inner = inner.unwrap();
  return inner;
}

function member(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return schema;
  const name = schema.def.discriminator;
  return schema.options.find((option) => discriminants(option, name).includes(valueAt(value, [name]))) ?? schema;
}

/** The values of the key that tells the members of a union apart: `["emr"]`. */
export function discriminants(option: z.core.$ZodType, name: string): readonly unknown[] {
  const key = option instanceof z.ZodObject ? option.shape[name] : undefined;
  return key instanceof z.ZodLiteral ? [...key.values] : [];
}

/** Descriptions of the schema and of what it wraps, the outermost first. */
function metaOf(schema: z.core.$ZodType): Readonly<Record<string, unknown>> {
  const own = schema instanceof z.ZodType ? schema.meta() : undefined;
  const wraps = schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional;
  return { ...(wraps ? metaOf(schema.unwrap()) : {}), ...own };
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
