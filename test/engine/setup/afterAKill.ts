import type { StoredResource } from "../../../tools/pulumi/stubProvider/fakeCloud.ts";
import { leftovers } from "./engineCases.ts";
import type { StackWorkspace } from "./stackWorkspace.ts";

/** How much the engine makes at once on a machine with two processors, at most: what a kill can leave. */
export const parallel = 16;

/** What is left and neither the stack's tag nor its name would find, as `verger verify` searches. */
export function unfindable(stack: StackWorkspace): readonly string[] {
  const lost = new Set(leftovers(stack));
  return stack.cloud.resources
    .filter((resource) => lost.has(`${resource.type} ${resource.id}`) && !findable(resource))
    .map(({ type, id }) => `${type} ${id}`);
}

/** Types that are a part of another resource, cost nothing and go with it. */
const partOfAnother = /(Association|Attachment|RolePolicy|Route|Rule|Membership)$|^aws:s3\/bucket[A-Z]|^command:/;

function findable({ inputs, id, type }: StoredResource): boolean {
  const text = JSON.stringify(inputs);
  return (
    partOfAnother.test(type) ||
    text.includes('"verger:stack":"aws-paris"') ||
    text.includes("verger-aws-paris") ||
    id.includes("verger-aws-paris")
  );
}
