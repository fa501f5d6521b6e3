import { minutesOf, nodeHome, nodeScript, type NodeScriptName } from "../nodeScripts.ts";
import { executorLayout, type NodeSize } from "../spark/executorLayout.ts";
import { storageLayout } from "../storageLayout.ts";

/** EC2 refuses more than this, before base64, in bytes. */
export const userDataLimit = 16_384;

export interface Ec2UserData {
  readonly bucket: string;
  readonly bundleUri: string;
  readonly bundleSha256: string;
  readonly maxHours: number;
  readonly idleMinutes: number;
  /** `alone`: the node runs the whole job. Otherwise its part in standalone Spark. */
  readonly part: "alone" | "primary" | "worker";
  readonly size: NodeSize;
}

const bootFolder = "/var/lib/verger/boot";

/**
 * What an instance runs at its first boot. The power-off timer comes first and needs no network; a node that cannot
 * set it, or cannot be made ready, sends its log to the bucket and powers off, which terminates it.
 */
export function ec2UserData(node: Ec2UserData): string {
  const { bucket, bundleUri, bundleSha256, maxHours, idleMinutes } = node;
  const scripts: NodeScriptName[] = ["power-off-timer.sh", "install-bundle.sh", "idle-watch.sh", "standalone-spark.sh"];
  return [
    "#!/bin/sh",
    "set -eu",
    "give_up() {",
    `  aws s3 cp --only-show-errors /var/log/cloud-init-output.log "s3://${bucket}/${storageLayout.logs}ec2/$(hostname).log" || true`,
    "  systemctl poweroff",
    "}",
    `trap 'status=$?; [ "$status" -eq 0 ] || give_up' EXIT`,
    `mkdir -p ${bootFolder}`,
    `cd ${bootFolder}`,
    ...scripts.map((name) => `cat > ${name} <<'VERGER_END'\n${withoutComments(nodeScript(name))}VERGER_END`),
    `sh power-off-timer.sh ${minutesOf(maxHours)}`,
    `sh install-bundle.sh '${bundleUri}' ${bundleSha256} ${nodeHome}`,
    ...sparkPart(node),
    // A worker has no work of its own to watch: it ends with the deadline, or with its fleet.
    ...(node.part === "worker" ? [] : [`sh idle-watch.sh install ${idleMinutes} unit`]),
    "",
  ].join("\n");
}

/** Object through which workers find the primary. */
export const rendezvousKey = `${storageLayout.runs}.spark-primary`;

function sparkPart({ part, bucket, size }: Ec2UserData): string[] {
  if (part === "alone") return [];
  const { heapMB, executorsPerNode } = executorLayout(size);
  const memory = heapMB * executorsPerNode;
  return [`sh standalone-spark.sh ${part} ${nodeHome} 's3://${bucket}/${rendezvousKey}' ${size.cores} ${memory}`];
}

/** Whole-line comments stay in the repository: user data is short. */
function withoutComments(script: string): string {
  return script
    .split("\n")
    .filter((line, index) => index === 0 || !/^\s*#/.test(line))
    .join("\n");
}
