import { stackTag } from "../../resourceTags.ts";
import { clusterArns, type Place } from "../place.ts";
import { type PolicyDocument, policyDocument } from "./policyDocument.ts";

/** What the one-time schedule may do: end the stack's own cluster, recognised by its tag. */
export function schedulerPolicy(place: Place, stack: string): PolicyDocument {
  return policyDocument({
    Sid: "EndOwnCluster",
    Effect: "Allow",
    Action: ["elasticmapreduce:TerminateJobFlows"],
    Resource: [clusterArns(place)],
    Condition: { StringEquals: { [`elasticmapreduce:ResourceTag/${stackTag}`]: stack } },
  });
}
