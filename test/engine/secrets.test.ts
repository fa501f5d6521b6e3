import { afterAll, beforeAll, expect, it } from "vitest";
import { errorText } from "../../cli/screen/errorText.ts";
import { describeNeeding } from "../setup/needing.ts";
import { destroy, up } from "./setup/engineCases.ts";
import { commandLines, filesUnder } from "./setup/everythingWritten.ts";
import { openStack, passphrase, type StackWorkspace } from "./setup/stackWorkspace.ts";
import { vergerUp } from "./setup/vergerCommands.ts";

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

  it("and in no error, the whole of it", async () => {
    stack.cloud.commands.set("node bin/verger.js submit", () => {
      throw new Error('exit status 10: running "node bin/verger.js submit"\nno photographs');
    });
    await stack.editSettings((text) => text.replace("variance: 0.9", "variance: 0.8"));
    const failed = await vergerUp(stack);
    expect(failed.error).toMatchObject({ exitCode: 10 });
    const mistyped = { ...stack.environment, PULUMI_CONFIG_PASSPHRASE: "marker-mistyped" };
    const refused = await vergerUp({ ...stack, environment: mistyped });
    expect(refused.error).toMatchObject({ exitCode: 3 });
    for (const { error, said } of [failed, refused]) {
      const told = `${said}\n${errorText(error, { color: false, verbose: true })}`;
      for (const marker of [...markers, "marker-mistyped"]) expect(told).not.toContain(marker);
    }
  });

  it.runIf(process.platform === "linux")("and in no process list", () => {
    expect(processes.some((line) => line.includes("pulumi"))).toBe(true);
    for (const marker of markers) expect(processes.filter((line) => line.includes(marker))).toEqual([]);
  });
});
