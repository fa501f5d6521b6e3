import { z } from "zod";

const Exported = z.object({
  deployment: z
    .object({
      resources: z
        .array(z.object({ urn: z.string(), type: z.string(), id: z.string().optional(), custom: z.boolean() }))
        .optional(),
    })
    .nullish(),
});

/** Types that exist only for Pulumi. */
const onlyOnPaper = /^(pulumi:|command:)/;

/** What an exported state still holds in a cloud, as `type id`. */
export function stillStanding(exported: string): readonly string[] {
  const resources = Exported.parse(JSON.parse(exported)).deployment?.resources ?? [];
  return resources
    .filter(({ custom, type, id }) => custom && id !== undefined && !onlyOnPaper.test(type))
    .map(({ type, id }) => `${type} ${id}`);
}
