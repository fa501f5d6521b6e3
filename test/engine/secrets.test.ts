import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeNeeding } from "../setup/needing.ts";
import { destroy, up } from "./setup/engineCases.ts";
import { openStack, passphrase, type StackWorkspace } from "./setup/stackWorkspace.ts";

/** What the fake cloud and the environment plant: the operator's key, the caller's keys, the state's passphrase. */
const markers = ["marker-static-secret", "marker-secret-access-key", "marker-access-key-id", passphrase];

describeNeeding("pulumi", "secrets", (pulumi) => {
  let stack: StackWorkspace;
  let written: string;
  const processes: string[] = [];

  beforeAll(async () => {
    stack = await openStack(pulumi, "aws-paris");
    await stack.editSettings((text) => text.replace("config:\n", "config:\n  verger:accessKey: true\n"));
    stack.cloud.onOperation = ({ type }) => {
      if (type === "aws:emr/cluster:Cluster") void commandLines().then((lines) => processes.push(...lines));
    };
    const made = await stack.pulumi(up);
    const shown = await stack.pulumi(["stack", "output"]);
    const state = await stack.pulumi(["stack", "export"]);
    written = [made.output, shown.output, state.output, ...(await filesUnder(stack.folder))].join("\n");
  });
  afterAll(async () => {
    await stack.pulumi(destroy);
    await stack.close();
  });

  it("the operator's key was made, and its secret is in the state encrypted", () => {
    expect(written).toContain("Resources:");
    expect(stack.cloud.resources.map(({ type }) => type)).toContain("aws:iam/accessKey:AccessKey");
    expect(written).toContain('"ciphertext"');
  });

  it.each(markers)("%s is in no state, log or output", (marker) => {
    expect(written).not.toContain(marker);
  });

  it.runIf(process.platform === "linux")("and in no process list", () => {
    expect(processes.some((line) => line.includes("pulumi"))).toBe(true);
    for (const marker of markers) expect(processes.filter((line) => line.includes(marker))).toEqual([]);
  });
});

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name), "utf8")),
  );
}

/** Every process's arguments, as any user of the machine can read them. */
async function commandLines(): Promise<string[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.allSettled(ids.map((id) => readFile(`/proc/${id}/cmdline`, "utf8")));
  return lines.flatMap((line) => (line.status === "fulfilled" ? [line.value.replaceAll("\0", " ")] : []));
}
