import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { loadStack } from "../../../infra/plan/loadStack.ts";
import { stackNames, stacksFolder } from "../../../infra/plan/readStackFile.ts";
import { exitCodes, InputError, VergerError } from "../../../job/contract/errors.ts";

const shipped = stacksFolder(join(tmpdir(), "no-such-folder"));
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A folder with one stack, `mine`: aws-paris with some text replaced. */
function folderWith(change: (text: string) => string): string {
  const folder = mkdtempSync(join(tmpdir(), "verger-stacks-"));
  folders.push(folder);
  mkdirSync(join(folder, "stacks"));
  const text = readFileSync(join(shipped, "Pulumi.aws-paris.yaml"), "utf8");
  writeFileSync(join(folder, "stacks", "Pulumi.mine.yaml"), change(text));
  return stacksFolder(folder);
}

function refusal(change: (text: string) => string): { message: string; hint: string } {
  try {
    loadStack(folderWith(change), "mine");
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("the stack was accepted");
}

describe("a stack is read without the Pulumi engine", () => {
  it("as Pulumi writes it: with quotes around true and false", () => {
    const rewritten = folderWith((text) => text.replace("retainResults: true", 'retainResults: "false"'));
    expect(loadStack(rewritten, "mine").settings.retainResults).toBe(false);
  });

  it.each(stackNames(shipped))("%s, as it is shipped", (name) => {
    const { stack, settings, job } = loadStack(shipped, name);
    expect(stack).toBe(name);
    expect(settings.compute.platform).toMatch(/emr|ec2|databricks/);
    expect(job.extractor).toBe("mobilenet-v2");
  });

  it.each(["eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1"])(
    "aws-paris, moved to %s by its region alone",
    (region) => {
      const folder = folderWith((text) => text.replace("verger:region: eu-west-3", `verger:region: ${region}`));
      expect(loadStack(folder, "mine").settings.region).toBe(region);
    },
  );

  it("takes Pulumi's long stack names", () => {
    expect(loadStack(shipped, "organization/verger/aws-paris").stack).toBe("aws-paris");
  });

  it("takes keys without a namespace for the project's own, as Pulumi does", () => {
    const folder = folderWith((text) => text.replace("verger:retainResults: true", "retainResults: false"));
    expect(loadStack(folder, "mine").settings.retainResults).toBe(false);
  });
});

const attempt = (): unknown => loadStack(shipped, "aws-pari");

describe("a person who made a mistake reads where it stands and what to write", () => {
  it("the line and column of each mistake, all at once", () => {
    const { message, hint } = refusal((text) =>
      text
        .replace("      type: m5.xlarge\n      min: 2", "      type: m5.xlarg\n      min: 2")
        .replace("budget: 10", "budget: 10 EUR"),
    );
    expect(message).toBe("stacks/Pulumi.mine.yaml: 2 settings cannot be used");
    expect(hint).toMatchInlineSnapshot(`
      "stacks/Pulumi.mine.yaml:23:7  verger:compute.workers.type
        "m5.xlarg" is not a node type known for emr on aws.
        Did you mean "m5.xlarge"? Known types: verger config explain compute.workers.type
      stacks/Pulumi.mine.yaml:43:5  verger:limits.budget
        "10 EUR" is not a number of USD.
        Write a plain number, in USD."
    `);
  });

  it("a missing stack names the nearest and the others", () => {
    expect(attempt).toThrow(VergerError);
    expect(attempt).toThrow(
      expect.objectContaining({
        exitCode: exitCodes.stackNotFound,
        hint: expect.stringContaining('Did you mean "aws-paris"?'),
      }),
    );
  });

  it("broken YAML is told with its line", () => {
    expect(refusal((text) => text.replace("  verger:cloud: aws", "  verger:cloud: [aws")).message).toMatch(
      /^stacks\/Pulumi\.mine\.yaml:\d+:\d+ is not YAML$/,
    );
  });

  it("a mistake in the job is told like any other", () => {
    expect(refusal((text) => text.replace("extractor: mobilenet-v2", "extractor: mobilnet-v2")).hint).toContain(
      'verger:job.extractor\n  "mobilnet-v2" is not one of',
    );
  });

  it("a provider that would work in another region is refused", () => {
    expect(
      refusal((text) => text.replace("  verger:cloud: aws", "  aws:region: us-east-1\n  verger:cloud: aws")).hint,
    ).toContain(
      '  aws:region\n  "us-east-1" is not verger:region, which is eu-west-3.\n  Write aws:region: eu-west-3.',
    );
  });

  it.each([
    ["a provider's secret", "aws:secretKey: not-so-secret"],
    ["an access key id anywhere", "verger:tags:\n    note: AKIAIOSFODNN7EXAMPLE"],
  ])("%s in plain text is refused and never repeated", (_, line) => {
    const { message, hint } = refusal((text) => text.replace("  verger:cloud: aws", `  ${line}\n  verger:cloud: aws`));
    expect(hint).toContain("pulumi config set --secret");
    expect(message + hint).not.toMatch(/not-so-secret|AKIAIOSFODNN7EXAMPLE/);
  });
});
