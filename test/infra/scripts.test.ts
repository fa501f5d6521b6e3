import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeScript, nodeScriptNames } from "../../infra/nodeScripts.ts";
import { sha256 } from "../../infra/sha256.ts";
import { describeNeeding } from "../setup/needing.ts";

const scripts = new URL("../../infra/scripts/", import.meta.url).pathname;
let folder: string;

const init = (digest: string) =>
  run("databricks-init.sh", [], {
    VERGER_HOME: home(),
    VERGER_BUNDLE: join(folder, "bundle.tar.gz"),
    VERGER_BUNDLE_SHA256: digest,
  });
const home = () => join(folder, "home");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "verger-scripts-"));
  mkdirSync(join(folder, "bin"));
  stub("systemctl", 'echo "$@" >> "$JOURNAL"; [ "$1" != is-active ] || [ -e "$JOURNAL.active" ]');
  stub("hostname", "echo primary.internal");
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("power-off-timer.sh", () => {
  it("sets an absolute moment that a reboot does not move, and starts it", () => {
    expect(run("power-off-timer.sh", ["90"]).status).toBe(0);
    const timer = readFileSync(join(folder, "verger-power-off.timer"), "utf8");
    expect(timer).toMatch(/^OnCalendar=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/m);
    expect(timer).toContain("Persistent=true");
    const minutes = (Date.parse(/OnCalendar=(.*) UTC/.exec(timer)?.[1] + "Z") - Date.now()) / 60_000;
    expect(Math.round(minutes)).toBe(90);
    expect(journal()).toContain("enable --now verger-power-off.timer");
    expect(readFileSync(join(folder, "verger-power-off.service"), "utf8")).toContain("systemctl poweroff");
  });

  it("never postpones: a second, longer start keeps the first moment", () => {
    run("power-off-timer.sh", ["5"]);
    const first = readFileSync(join(folder, "verger-power-off.timer"), "utf8");
    expect(run("power-off-timer.sh", ["5000"]).status).toBe(0);
    expect(readFileSync(join(folder, "verger-power-off.timer"), "utf8")).toBe(first);
  });

  it("fails, and so keeps the node from joining, when the timer cannot be started", () => {
    stub("systemctl", "exit 1");
    expect(run("power-off-timer.sh", ["5"]).status).not.toBe(0);
  });
});

describe("idle-watch.sh", () => {
  it("powers off after the idle minutes", () => {
    yarn(0);
    idleFor(16 * 60);
    run("idle-watch.sh", ["check", "15", "yarn"]);
    expect(journal()).toContain("poweroff");
  });

  it.each([
    ["an application runs", 1, 0],
    ["an application waits for room", 0, 2],
  ])("does not while %s", (_what, running, pending) => {
    yarn(running, pending);
    idleFor(3600);
    run("idle-watch.sh", ["check", "15", "yarn"]);
    expect(journal()).not.toContain("poweroff");
    expect(Number(readFileSync(join(folder, "last-busy"), "utf8"))).toBeGreaterThan(Date.now() / 1000 - 60);
  });

  it("does not end a cluster that is still starting: no answer is not idleness", () => {
    stub("curl", "exit 7");
    idleFor(24 * 3600);
    run("idle-watch.sh", ["check", "15", "yarn"]);
    expect(journal()).not.toContain("poweroff");
  });

  it("counts from the first answer, not from the beginning of time", () => {
    yarn(0);
    run("idle-watch.sh", ["check", "15", "yarn"]);
    expect(journal()).not.toContain("poweroff");
    expect(existsSync(join(folder, "last-busy"))).toBe(true);
  });

  it("watches the job's service where there is no YARN", () => {
    idleFor(3600);
    writeFileSync(join(folder, "journal.active"), "");
    run("idle-watch.sh", ["check", "15", "unit"]);
    expect(journal()).not.toContain("poweroff");
    rmSync(join(folder, "journal.active"));
    idleFor(3600);
    run("idle-watch.sh", ["check", "15", "unit"]);
    expect(journal()).toContain("poweroff");
  });

  it("is installed on EMR's primary node only", () => {
    writeFileSync(join(folder, "instance.json"), '{"isMaster": false}');
    run("idle-watch.sh", ["install", "15", "yarn"]);
    expect(existsSync(join(folder, "verger-idle-watch.timer"))).toBe(false);
    writeFileSync(join(folder, "instance.json"), '{"isMaster": true}');
    expect(run("idle-watch.sh", ["install", "15", "yarn"]).status).toBe(0);
    expect(readFileSync(join(folder, "verger-idle-watch.service"), "utf8")).toContain("check 15 yarn");
  });
});

describe("install-bundle.sh", () => {
  beforeEach(() => {
    mkdirSync(join(folder, "content"));
    writeFileSync(join(folder, "content", "hello"), "world");
    execFileSync("tar", ["-czf", join(folder, "bundle.tar.gz"), "-C", join(folder, "content"), "."]);
    stub("aws", `echo "aws $*" >> "$JOURNAL"; cp "${join(folder, "bundle.tar.gz")}" "$5"`);
  });

  it("unpacks the bundle it was told to, once", () => {
    const digest = sha256(readFileSync(join(folder, "bundle.tar.gz")));
    expect(run("install-bundle.sh", ["s3://b/k", digest, home()]).status).toBe(0);
    expect(readFileSync(join(home(), "hello"), "utf8")).toBe("world");
    expect(run("install-bundle.sh", ["s3://b/k", digest, home()]).stdout).toContain("already installed");
    expect(journal().match(/^aws /gm)).toHaveLength(1);
  });

  it("refuses any other bytes and leaves nothing behind", () => {
    const result = run("install-bundle.sh", ["s3://b/k", sha256("something else"), home()]);
    expect(result.status).not.toBe(0);
    expect(result.stderr).toContain("not the bundle this stack was made with");
    expect(existsSync(home())).toBe(false);
  });

  it("tries again when S3 does not answer, and then says what was missing", () => {
    stub("aws", 'echo "aws" >> "$JOURNAL"; exit 1');
    stub("sleep", ":");
    const result = run("install-bundle.sh", ["s3://b/k", sha256(""), home()]);
    expect(result.status).not.toBe(0);
    expect(result.stderr).toContain("s3://b/k could not be read after 5 attempts");
  });
});

describe("databricks-init.sh", () => {
  beforeEach(() => {
    mkdirSync(join(folder, "content"));
    writeFileSync(join(folder, "content", "hello"), "world");
    execFileSync("tar", ["-czf", join(folder, "bundle.tar.gz"), "-C", join(folder, "content"), "."]);
  });

  it("unpacks the bundle of the volume, and only the one the stack was made with", () => {
    expect(init(sha256("something else")).status).not.toBe(0);
    expect(existsSync(home())).toBe(false);
    expect(init(sha256(readFileSync(join(folder, "bundle.tar.gz")))).status).toBe(0);
    expect(readFileSync(join(home(), "hello"), "utf8")).toBe("world");
  });
});

describe("every script", () => {
  it.each(nodeScriptNames)("%s stops at the first error and at names that are not set", (name) => {
    expect(nodeScript(name)).toMatch(/^#!\/bin\/(sh|bash)\n/);
    expect(nodeScript(name)).toContain("set -eu");
    expect(spawnSync("sh", ["-n", join(scripts, name)]).status).toBe(0);
  });
});

describeNeeding("shellcheck", "ShellCheck", (shellcheck) => {
  it.each(nodeScriptNames)("finds nothing in %s", (name) => {
    const { stdout } = spawnSync(shellcheck, ["--shell=sh", join(scripts, name)], { encoding: "utf8" });
    expect(stdout).toBe("");
  });

  it("would find something: an unquoted name", () => {
    const { stdout } = spawnSync(shellcheck, ["--shell=sh", "-"], {
      encoding: "utf8",
      input: "#!/bin/sh\nrm -rf $1\n",
    });
    expect(stdout).toContain("SC2086");
  });
});

function run(script: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  return spawnSync("sh", [join(scripts, script), ...args], {
    encoding: "utf8",
    env: {
      PATH: `${join(folder, "bin")}:${process.env["PATH"]}`,
      JOURNAL: join(folder, "journal"),
      VERGER_UNITS: folder,
      VERGER_STATE: folder,
      VERGER_INSTANCE: join(folder, "instance.json"),
      ...environment,
    },
  });
}

function stub(command: string, body: string): void {
  const path = join(folder, "bin", command);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
}

/** YARN's resource manager answers with so many applications. */
function yarn(running: number, pending = 0): void {
  const metrics = { appsSubmitted: 3, appsPending: pending, appsRunning: running, totalMB: 1 };
  stub("curl", `echo '${JSON.stringify({ clusterMetrics: metrics })}'`);
}

function idleFor(seconds: number): void {
  writeFileSync(join(folder, "last-busy"), String(Math.floor(Date.now() / 1000) - seconds));
}

function journal(): string {
  const path = join(folder, "journal");
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}
