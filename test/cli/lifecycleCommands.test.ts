import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keptAddress } from "../../infra/lifecycle/results/keptAddress.ts";
import { runCli } from "../../cli/runCli.ts";
import { showReceipt } from "../../cli/showReceipt.ts";
import type { Question } from "../../infra/lifecycle/receipt/question.ts";
import type { AskedJob } from "../../infra/lifecycle/stack/stackRecord.ts";
import { request } from "../infra/setup/submissions.ts";
import { takeReceipt } from "../../infra/lifecycle/receipt/takeReceipt.ts";
import { type ExitCode, exitCodes, InputError, VergerError } from "../../job/contract/errors.ts";
import { type CapturedTerminal, capturedTerminal } from "./setup/capturedTerminal.ts";

let folder: string;
let environment: Record<string, string | undefined>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "verger-commands-"));
  // An engine that writes down what it was asked, and fails as a cloud without credentials does.
  const program = join(folder, "pulumi");
  await writeFile(
    program,
    `#!/bin/sh\necho "$1 $2" >> '${folder}/asked'\necho "error: no valid credential sources"\nexit 1\n`,
  );
  await chmod(program, 0o755);
  environment = { PATH: [folder, process.env["PATH"]].join(delimiter) };
});
afterEach(() => rm(folder, { recursive: true, force: true }));
afterEach(() => void vi.unstubAllEnvs());

const asked = async (): Promise<string> => readFile(join(folder, "asked"), "utf8").catch(() => "");

async function run(args: readonly string[], ask?: string): Promise<{ code: number; terminal: CapturedTerminal }> {
  const terminal = capturedTerminal({ environment, ...(ask !== undefined && { ask: async () => ask }) });
  return { code: await runCli(args, terminal), terminal };
}

describe("before anything is made or taken away", () => {
  it.each(["up", "destroy"])("%s asks, and without anyone to answer does nothing", async (command) => {
    const { code, terminal } = await run([command, "-s", "aws-paris"]);
    expect(code).toBe(2);
    expect(terminal.stderr.join("\n")).toContain("--yes");
    expect(await asked()).toBe("");
  });

  it("destroy takes anything but yes for a no", async () => {
    const { code } = await run(["destroy", "-s", "aws-paris"], "maybe");
    expect(code).toBe(8);
    expect(await asked()).toBe("");
  });

  it("up shows the price and the cap before it asks", async () => {
    const { terminal } = await run(["up", "-s", "aws-paris"], "n");
    expect(terminal.stderr.join("\n")).toMatch(/price .*USD\/h[^]*cap .*10 USD/);
  });

  it.each(["up", "destroy", "verify"])("%s of a stack that does not exist names those that do", async (command) => {
    const { code, terminal } = await run([command, "-s", "aws-pari", ...(command === "verify" ? [] : ["--yes"])]);
    expect(code).toBe(6);
    expect(terminal.stderr.join("\n")).toContain('Did you mean "aws-paris"?');
  });
});

it("destroy --yes that the cloud refuses ends with 3 and says how to sign in", async () => {
  const { code, terminal } = await run(["destroy", "-s", "aws-paris", "--yes"]);
  expect(code).toBe(3);
  expect(terminal.stderr.join("\n")).toContain("sign in again");
  expect(await asked()).toContain("stack export");
});

it("doctor on a machine where nothing is ready ends with 13 and names each fix, on the screen and as JSON", async () => {
  // The AWS SDK looks for credentials by itself: in none of the places where a developer may have some.
  for (const name of ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"]) vi.stubEnv(name, join(folder, "nothing"));
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE"]) vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  const { code, terminal } = await run(["doctor", "-s", "aws-paris"]);
  expect(code).toBe(13);
  expect(terminal.stdout.join("\n")).toMatch(/pulumi[^]*credentials/);
  const asJson = await run(["doctor", "-s", "aws-paris", "--json"]);
  expect(asJson.code).toBe(13);
  const { findings } = JSON.parse(asJson.terminal.stdout.join("\n"));
  expect(findings).toContainEqual(
    expect.objectContaining({ name: "credentials", verdict: "failed", fix: expect.any(String) }),
  );
});

it("submit outside pulumi up says who runs it", async () => {
  const { code, terminal } = await run(["submit"]);
  expect(code).toBe(2);
  expect(terminal.stderr.join("\n")).toContain("pulumi up runs it");
});

describe("verify --run-id", () => {
  it.each([
    [["--run-id", "2026-11-21-k7f3"], "not the id of a run in a cloud"],
    [["--run-id", "aws-paris-0b9d196c86", "-s", "aws-dublin"], "a run of aws-paris, not of aws-dublin"],
    [["--run-id", "vanished-0b9d196c86"], "which cloud was vanished in?"],
    [["--run-id", "vanished-0b9d196c86", "--cloud", "gcp"], '--cloud "gcp" is not a cloud'],
  ])("%j: asks nobody, and says what is missing", async (args, message) => {
    const { code, terminal } = await run(["verify", ...args]);
    expect(code).toBe(2);
    expect(terminal.stderr.join("\n")).toContain(message);
  });
});

const askedFor = (runs: string, storage?: string): AskedJob => ({
  runId: "orchard-0b9d196c86",
  request: { ...request, runs },
  endsAt: "",
  consoleUrl: "",
  storage,
  computeMadeAt: undefined,
});

describe("the address of a run whose stack is gone", () => {
  it("is the bucket's, or the container's, also where the job wrote to a volume that went with its workspace", () => {
    expect(keptAddress(askedFor("s3://bucket/runs/"))).toBe("s3://bucket/runs/orchard-0b9d196c86");
    const container = "abfss://photographs@verger0.dfs.core.windows.net";
    expect(keptAddress(askedFor("/Volumes/c/s/runs/", container))).toBe(`${container}/runs/orchard-0b9d196c86`);
  });

  it("is not made up where the state does not name what is behind a volume", () => {
    expect(keptAddress(askedFor("/Volumes/c/s/runs/"))).toBeUndefined();
  });
});

const subject = { stack: "orchard", cloud: "aws", region: "eu-west-3" } as const;

const question = (ask: Question["ask"]): Question => ({ service: "EC2", region: "eu-west-3", call: "Ask", ask });

const shown = async (ask: Question["ask"]): Promise<{ code: number; text: string }> => {
  const terminal = capturedTerminal({ workingFolder: folder });
  const receipt = await takeReceipt(subject, [question(ask)], () => new Date("2026-11-21T03:20:00Z"));
  const code = await showReceipt(terminal, receipt, "show");
  return { code, text: terminal.stdout.join("\n") };
};

const refused = (exitCode: ExitCode): VergerError => new VergerError(exitCode, "refused", "sign in, or wait");

describe("a receipt on the screen", () => {
  it("nothing left is 0, also when the results are kept", async () => {
    const kept = { kind: "bucket", id: "b", by: "tag", perMonth: 0.02, onPurpose: "kept" } as const;
    expect(await shown(async () => [])).toMatchObject({ code: 0 });
    const { code, text } = await shown(async () => [kept]);
    expect(code).toBe(0);
    expect(text).toContain("1 on purpose");
  });

  it("something left is 12, with its price", async () => {
    const { code, text } = await shown(async () => [{ kind: "volume", id: "vol-1", by: "tag", perMonth: 5.94 }]);
    expect(code).toBe(12);
    expect(text).toContain("volume vol-1   5.94 USD/month");
  });

  it.each([
    ["refused credentials", 3, "sign in, then", refused(exitCodes.auth)],
    ["no credentials at all", 3, "sign in, then", new InputError("nothing to sign in with", "set DATABRICKS_TOKEN")],
    ["throttled questions", 4, "later,", refused(exitCodes.resource)],
    ["questions without an answer", 4, "later,", new Error("connect ECONNREFUSED 192.0.2.1:443")],
  ])("%s are %i, never a clean receipt", async (_what, exitCode, first, error) => {
    const { code, text } = await shown(() => Promise.reject(error));
    expect(code).toBe(exitCode);
    expect(text).toContain("not proven");
    expect(text).toContain(`${first} verger verify -s orchard asks again`);
  });
});
