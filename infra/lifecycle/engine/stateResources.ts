import { z } from "zod";

/** A resource of a stack's state that stands in a cloud. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  /** Whether the engine forgets it, and leaves it where it is, when the stack is destroyed. */
  readonly retained: boolean;
}

const Exported = z.object({
  deployment: z
    .object({
      resources: z
        .array(
          z.object({
            urn: z.string(),
            type: z.string(),
            id: z.string().optional(),
            custom: z.boolean(),
            retainOnDelete: z.boolean().optional(),
          }),
        )
        .optional(),
    })
    .nullish(),
});

/** Types that exist only for Pulumi. */
const onlyOnPaper = /^(pulumi:|command:)/;

/** What an exported state holds in a cloud. */
export function stateResources(exported: string): readonly StateResource[] {
  const resources = Exported.parse(JSON.parse(exported)).deployment?.resources ?? [];
  return resources.flatMap(({ urn, type, id, custom, retainOnDelete }) =>
    custom && id !== undefined && !onlyOnPaper.test(type) ? [{ urn, type, id, retained: retainOnDelete === true }] : [],
  );
}
