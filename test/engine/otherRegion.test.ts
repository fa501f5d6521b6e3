import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { describeNeeding } from "../setup/needing.ts";
import { openStack, type StackWorkspace } from "./setup/stackWorkspace.ts";

describeNeeding("pulumi", "a stack of one's own in another EU region", (pulumi) => {
  let shelf: StackWorkspace;
  afterEach(() => shelf.close());

  it.each([
    ["aws-paris", "eu-west-1"],
    ["aws-paris-databricks", "eu-central-1"],
    ["azure-francecentral", "westeurope"],
  ])("is a copy of %s and one `pulumi config set`, nothing else", async (original, region) => {
    shelf = await openStack(pulumi, original);
    const init = await shelf.run(["stack", "init", "my-stack", "--copy-config-from", original]);
    expect(init.code, init.output).toBe(0);
    const set = await shelf.run(["config", "set", "verger:region", region, "--stack", "my-stack"]);
    expect(set.code, set.output).toBe(0);

    const file = await readFile(join(shelf.project, "stacks", "Pulumi.my-stack.yaml"), "utf8");
    expect(file).toContain(`verger:region: ${region}`);
    const preview = await shelf.run(["preview", "--stack", "my-stack", "--json"]);
    expect(preview.code, preview.output).toBe(0);
    expect(preview.output).toContain(`"${region}"`);
    const left = /"(eu-west-3|francecentral)[a-c]?"/.exec(preview.output);
    expect(left, "the old region is still said somewhere").toBeNull();
  });
});
