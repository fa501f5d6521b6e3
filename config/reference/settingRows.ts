import { z } from "zod";
import { bare, discriminants } from "../settingAt.ts";
import { AwsSettings, AzureSettings } from "../settings.ts";
import { kindOf } from "./kindOf.ts";

/** One setting, as the reference explains it. */
export interface SettingRow {
  /** `compute.workers.type`. */
  readonly key: string;
  /** What must be chosen for the setting to exist: `cloud: aws, compute.platform: emr`. Empty where it always exists. */
  readonly when: readonly string[];
  readonly description: string;
  /** `whole number, 1 to 100`, `one of user, role, none`, `group`. */
  readonly kind: string;
  readonly unit: string | undefined;
  readonly required: boolean;
  /** As YAML, where there is one. */
  readonly fallback: string | undefined;
}

/** Every setting of every cloud and platform, in the order of the schema; what both clouds share stands once, first. */
export function settingRows(): readonly SettingRow[] {
  const aws = rowsOf(AwsSettings, [], ["cloud: aws"]);
  const azure = rowsOf(AzureSettings, [], ["cloud: azure"]);
  const content = (row: SettingRow): string => JSON.stringify({ ...row, when: row.when.slice(1) });
  const onAzure = new Set(azure.filter(({ when }) => when.length === 1).map((row) => content(row)));
  const isShared = (row: SettingRow): boolean => row.when.length === 1 && onAzure.has(content(row));
  const shared = aws.filter((row) => isShared(row)).map((row): SettingRow => Object.assign({}, row, { when: [] }));
  const keys = new Set(shared.map(({ key }) => key));
  return [...shared, ...[...aws, ...azure].filter(({ key, when }) => when.length > 1 || !keys.has(key))];
}

function rowsOf(schema: z.core.$ZodType, path: readonly string[], when: readonly string[]): readonly SettingRow[] {
  const inner = bare(schema);
  if (inner instanceof z.ZodObject)
    return Object.entries(inner.shape).flatMap(([name, child]) => withItself(child, [...path, name], when));
  if (inner instanceof z.ZodDiscriminatedUnion)
    return inner.options.flatMap((option) => {
      const name = inner.def.discriminator;
      const [value] = discriminants(option, name);
      const condition = inner.options.length === 1 ? [] : [`${[...path, name].join(".")}: ${String(value)}`];
      return rowsOf(option, path, [...when, ...condition]);
    });
  return [];
}

function withItself(schema: z.core.$ZodType, path: readonly string[], when: readonly string[]): readonly SettingRow[] {
  const meta = z.globalRegistry.get(schema as z.ZodType) ?? {};
  const innerMeta = z.globalRegistry.get(bare(schema) as z.ZodType) ?? {};
  const row: SettingRow = {
    key: path.join("."),
    when,
    description: meta.description ?? innerMeta.description ?? "",
    kind: kindOf(schema),
    unit: typeof innerMeta["unit"] === "string" ? innerMeta["unit"] : text(meta["unit"]),
    required: !z.safeParse(schema, undefined).success,
    fallback: fallbackOf(schema),
  };
  return [row, ...rowsOf(schema, path, when)];
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** The default of a plain value; a group's defaults stand with its members. */
function fallbackOf(schema: z.core.$ZodType): string | undefined {
  const inner = bare(schema);
  if (inner instanceof z.ZodObject || inner instanceof z.ZodDiscriminatedUnion) return undefined;
  const parsed = z.safeParse(schema, undefined);
  return parsed.success && parsed.data !== undefined ? JSON.stringify(parsed.data) : undefined;
}
