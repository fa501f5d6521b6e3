import { type EC2Client, type Instance, paginateDescribeInstances } from "@aws-sdk/client-ec2";
import { stackTag } from "../../resourceTags.ts";
import type { ComputeReader, ComputeStatus, NodeUsage } from "./computeStatus.ts";

/** The stack's instances. EC2 forgets an instance about an hour after its end. */
export function ec2Compute(client: EC2Client, stack: string): ComputeReader {
  return async () => {
    const instances: Instance[] = [];
    const filter = { Filters: [{ Name: `tag:${stackTag}`, Values: [stack] }] };
    for await (const { Reservations = [] } of paginateDescribeInstances({ client }, filter))
      instances.push(...Reservations.flatMap(({ Instances = [] }) => Instances));
    const names = instances.map(({ State }) => State?.Name ?? "unknown");
    return { state: stateOf(names), said: said(names), nodes: instances.flatMap(usageOf) };
  };
}

function stateOf(names: readonly string[]): ComputeStatus["state"] {
  if (names.length === 0) return "absent";
  if (names.includes("running")) return "running";
  if (names.includes("pending")) return "starting";
  return names.every((name) => name === "terminated") ? "ended" : "ending";
}

/** `EC2: 3 running, 1 terminated`. */
function said(names: readonly string[]): string {
  const kinds = [...new Set(names)].map((kind) => `${names.filter((name) => name === kind).length} ${kind}`);
  return `EC2: ${kinds.join(", ") || "no instance"}`;
}

function usageOf({ InstanceType, InstanceLifecycle, LaunchTime, State, StateTransitionReason }: Instance): NodeUsage[] {
  if (InstanceType === undefined || LaunchTime === undefined) return [];
  const over = State?.Name === "terminated" || State?.Name === "stopped";
  // `User initiated (2026-11-21 03:10:12 GMT)`: the only place where EC2 says when.
  const moment = /\((\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) GMT\)/.exec(StateTransitionReason ?? "");
  const endedAt = moment === null ? LaunchTime : new Date(`${moment[1]}T${moment[2]}Z`);
  const market = InstanceLifecycle === "spot" ? "spot" : "onDemand";
  return [{ type: InstanceType, market, from: LaunchTime, to: over ? endedAt : undefined }];
}
