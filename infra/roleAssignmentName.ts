import { uuidFrom } from "./uuidFrom.ts";

/** The parts of a stack on Azure whose containers its identity is given a role on. */
export type AssignedPart = "storage" | "images";

/**
 * The name of the assignment by which somebody reads what is kept: new in each life of a stack, as the results' group
 * is, and another one for each reader.
 */
export const readerAssignmentName = (subscriptionId: string, resultsGroup: string, reader: string): string =>
  uuidFrom(`${subscriptionId}/${resultsGroup}/${reader}`);

/** The name of a role assignment, which Azure wants to be a UUID: the same for the same stack in the same subscription. */
export const roleAssignmentName = (subscriptionId: string, stack: string, part: AssignedPart): string =>
  uuidFrom(`${subscriptionId}/${stack}/${part}`);
