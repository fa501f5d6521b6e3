import { afterAll, beforeAll, expect, it } from "vitest";
import { describeNeeding } from "../setup/needing.ts";
import { destroy, up } from "./setup/engineCases.ts";
import { commandLines, filesUnder } from "./setup/everythingWritten.ts";
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
