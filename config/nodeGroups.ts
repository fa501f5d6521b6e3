import type { Settings } from "./settings.ts";

/** Nodes of one kind. */
export interface NodeGroup {
  readonly role: "primary" | "driver" | "workers";
  readonly type: string;
  /** Nodes the cluster starts with, and the most it grows to. */
  readonly min: number;
  readonly max: number;
  /** How many of them are never bought on the spot market. */
  readonly onDemand: number;
  /** Disks of each node in GiB, the platform's own included; undefined where the platform hides them. */
  readonly diskGiB: number | undefined;
}

/** Disk that EMR adds to each node for the operating system (its default root volume). */
const emrRootGiB = 15;

/** Disks that Databricks adds to each node on AWS: 30 GiB for the host, 150 GiB for the container. */
const databricksRootGiB = 180;

/** The nodes of a stack, the one that directs first. */
export function nodeGroups({ cloud, compute }: Settings): readonly NodeGroup[] {
  if (compute.platform === "emr") {
    const { primary, workers } = compute;
    return [
      one("primary", primary.type, primary.diskGiB + emrRootGiB),
      // The cluster has its largest size from the start (see infra/aws/emrFleets.ts).
      several(workers.type, fixed(workers), workers.spot ? workers.onDemand : Infinity, workers.diskGiB + emrRootGiB),
    ];
  }
  if (compute.platform === "ec2") {
    const { primary, workers } = compute;
    const { count, spot, diskGiB, type = primary.type } = workers;
    return [
      one("primary", primary.type, primary.diskGiB),
      several(type, { min: count, max: count }, spot ? 0 : Infinity, diskGiB),
    ];
  }
  const { driver, workers } = compute;
  const disk = cloud === "aws" && "diskGiB" in compute ? compute.diskGiB + databricksRootGiB : undefined;
  return [one("driver", driver.type, disk), several(workers.type, workers, workers.spot ? 0 : Infinity, disk)];
}

function fixed({ min, max = min }: { readonly min: number; readonly max?: number | undefined }) {
  return { min: Math.max(min, max) };
}

function one(role: "primary" | "driver", type: string, diskGiB: number | undefined): NodeGroup {
  return { role, type, min: 1, max: 1, onDemand: 1, diskGiB };
}

function several(
  type: string,
  { min, max = min }: { readonly min: number; readonly max?: number | undefined },
  onDemand: number,
  diskGiB: number | undefined,
): NodeGroup {
  return { role: "workers", type, min, max: Math.max(min, max), onDemand, diskGiB };
}
