import { describe, expect, it } from "vitest";
import { runCli } from "../../cli/runCli.ts";
import { minutesText, totalText, usdText } from "../../cli/screen/money.ts";
import { row } from "../../cli/screen/row.ts";
import { usd } from "../../config/units.ts";
import { exitCodes } from "../../job/contract/errors.ts";
import { type CapturedTerminal, capturedTerminal } from "./setup/capturedTerminal.ts";

const now = () => new Date("2026-11-21T03:00:00Z");

function terminal(environment: Record<string, string> = { PULUMI_BACKEND_URL: "file://~" }): CapturedTerminal {
  return capturedTerminal({ environment, now, columns: 110 });
}

describe("verger plan", () => {
  it("shows what a stack makes, costs and keeps, on one screen", async () => {
    const screen = terminal();
    expect(await runCli(["plan", "-s", "aws-paris"], screen)).toBe(exitCodes.ok);
    const text = screen.stdout.join("\n");
    expect(text).toMatch(/^aws-paris · EMR 7\.13\.0 · eu-west-3 \(Paris, FR\) {3}\d+ resources$/m);
    expect(text).toMatch(/compute {5}1 × m5\.xlarge primary · 8 × m5\.xlarge workers, 7 of them on spot/);
    expect(text).toMatch(/price {7}1\.46 USD\/h with 9 nodes · at most 2\.54 USD\/h/);
    expect(text).toMatch(/this run {4}10,000 images ≈ 12 min ≈ 0\.32 USD/);
    expect(text).toMatch(/everything ends after 3 h 32 min, at most 8\.97 USD spent/);
    expect(text).toMatch(/data rests {2}images Paris FR · results Paris FR · logs Paris FR/);
    expect(text).toMatch(/state file:\/\/~ this machine/);
    expect(text).toMatch(/policy {6}(\d+) of \1 mandatory rules hold/);
    for (const line of screen.stdout) expect(line.length).toBeLessThanOrEqual(110);
    expect(screen.stderr).toEqual([]);
  });

  it("says when the state would rest outside the EU", async () => {
    const screen = terminal({ PULUMI_BACKEND_URL: "https://api.pulumi.com" });
    await runCli(["plan", "-s", "aws-paris"], screen);
    expect(screen.stdout.join("\n")).toContain("state Pulumi Cloud api.pulumi.com US (outside the EU)");
  });

  it("prints one JSON object with --json", async () => {
    const screen = terminal();
    expect(await runCli(["plan", "-s", "aws-paris", "--images", "1_000_000", "--json"], screen)).toBe(exitCodes.ok);
    expect(screen.stdout).toHaveLength(1);
    const plan: unknown = JSON.parse(screen.stdout[0] ?? "");
    expect(plan).toMatchObject({ stack: "aws-paris", run: { images: 1_000_000 }, cap: { budget: 10, from: "budget" } });
  });

  it("shows every rule with --policy", async () => {
    const screen = terminal();
    await runCli(["plan", "-s", "aws-paris", "--policy"], screen);
    expect(screen.stdout.join("\n")).toMatch(/✓ Every resource stays in the European Union.*\[mandatory, /);
  });

  it.each([
    [["plan"], exitCodes.badInput, "Which stack?"],
    [["plan", "-s", "aws-parsi"], exitCodes.stackNotFound, 'Did you mean "aws-paris"?'],
    [["plan", "-s", "aws-paris", "--images", "lots"], exitCodes.badInput, "--images lots is not a number of images."],
    [["plan", "--compair"], exitCodes.badInput, "Did you mean --compare?"],
  ])("%j ends with its exit code and what to do", async (args, code, words) => {
    const screen = terminal();
    expect(await runCli(args, screen)).toBe(code);
    expect(screen.stderr.join("\n")).toContain(words);
    expect(screen.stdout).toEqual([]);
  });
});

describe("verger plan --compare", () => {
  it("puts every stack side by side: cheapest first, parts of unknown price named and last", async () => {
    const screen = terminal();
    expect(await runCli(["plan", "--compare", "--images", "10000"], screen)).toBe(exitCodes.ok);
    const rows = screen.stdout.slice(1, -1);
    expect(rows.map((line) => /\S+/.exec(line)?.[0])).toEqual(
      expect.arrayContaining([
        "aws-dublin",
        "aws-paris",
        "aws-paris-databricks",
        "aws-paris-ec2",
        "azure-francecentral",
      ]),
    );
    expect(rows).toHaveLength(5);
    expect(rows[0]).toContain("cheapest");
    const whole = rows.filter((line) => !line.includes("unknown"));
    expect(rows.slice(0, whole.length)).toEqual(whole);
    const prices = whole.map((line) => Number(/([\d.]+) USD/.exec(line)?.[1]));
    expect(prices).toEqual([...prices].sort((a, b) => a - b));
    expect(screen.stdout.at(-1)).toContain("docs/estimates.md");
  });
});

describe("verger config", () => {
  it("checks every stack", async () => {
    const screen = terminal();
    expect(await runCli(["config", "check"], screen)).toBe(exitCodes.ok);
    expect(screen.stdout.join()).toMatch(/^5 stacks checked: aws-dublin, aws-paris/);
  });

  it("explains a setting, and the node types with their prices", async () => {
    const screen = terminal();
    expect(await runCli(["config", "explain", "compute.workers.type"], screen)).toBe(exitCodes.ok);
    const text = screen.stdout.join("\n");
    expect(text).toMatch(/m5\.xlarge +4 cores +16 GiB +x64 +0\.272 USD\/h/);
    expect(text).not.toMatch(/undefined|NaN/);
  });

  it("names the nearest setting when there is none of that name", async () => {
    const screen = terminal();
    expect(await runCli(["config", "explain", "limits.bugdet"], screen)).toBe(exitCodes.badInput);
    expect(screen.stderr.join("\n")).toContain('Did you mean "limits.budget"?');
  });

  it("prints the schema as JSON", async () => {
    const screen = terminal();
    expect(await runCli(["config", "schema"], screen)).toBe(exitCodes.ok);
    expect(JSON.parse(screen.stdout.join("\n"))).toMatchObject({ title: "A Verger stack" });
  });
});

describe("money and time on the screen", () => {
  it("an amount below a cent is not nothing, and an unknown price is not 0", () => {
    expect([usdText(0), usdText(0.001), usdText(0.294)]).toEqual(["0.00 USD", "< 0.01 USD", "0.29 USD"]);
    expect(totalText({ known: usd(1.5), unknown: ["disks"] }, "/h")).toBe("1.50 USD/h + unknown (disks)");
    expect(totalText({ known: usd(0), unknown: ["disks"] })).toBe("unknown (disks)");
  });

  it.each([
    [0.2, "1 min"],
    [59.6, "1 h"],
    [212, "3 h 32 min"],
  ])("%d minutes read as %s", (minutes, text) => {
    expect(minutesText(minutes)).toBe(text);
  });

  it("rows wrap between their parts and under their label", () => {
    expect(row("price", ["a".repeat(20), "b".repeat(20), "c"], 40)).toEqual([
      `  price       ${"a".repeat(20)}`,
      `              ${"b".repeat(20)} · c`,
    ]);
  });
});
