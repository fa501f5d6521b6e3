import { describe, expect, it } from "vitest";
import type { Pulumi } from "../../../../infra/lifecycle/engine/pulumi.ts";
import { recovering } from "../../../../infra/lifecycle/engine/recovering.ts";
import { holdersIn, isGone, type Machine } from "../../../../infra/lifecycle/engine/stackLock.ts";

const machine: Machine = {
  host: "laptop",
  bootedAt: new Date("2026-09-01T08:00:00Z"),
  isRunning: (pid) => pid === 200,
};

const lockedBy = (host: string, pid: number, since = "2026-09-01T09:00:00Z"): string =>
  `error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.\n  s3://states/.pulumi/locks/organization/verger/orchard/4f.json: created by ada@${host} (pid ${pid}) at ${since}`;

const cluster = "urn:pulumi:orchard::verger::verger:aws:Emr$aws:emr/cluster:Cluster::cluster";
const pending = JSON.stringify({
  version: 3,
  deployment: { pending_operations: [{ type: "creating", resource: { urn: cluster } }] },
});

/** Runs `up` on an engine that refuses the first one with the text; gives what it was asked and what was said. */
async function upRefusedWith(refusal: string, exported = pending) {
  const asked: string[] = [];
  const said: string[] = [];
  const pulumi: Pulumi = async (args) => {
    asked.push(args.slice(0, args[0] === "stack" ? 2 : 1).join(" "));
    if (args[0] === "up" && asked.length === 1) return { code: 255, output: refusal, stdout: "" };
    const stdout = args[0] === "stack" ? exported : "";
    return { code: 0, output: `warning: a newer version\n${stdout}`, stdout };
  };
  const onLine = (line: string): void => void said.push(line);
  const engine = recovering(pulumi, { stack: "orchard", files: undefined, machine, sleep: async () => {}, onLine });
  const { code } = await engine(["up", "--stack", "orchard"]);
  return { asked, code, said: said.join("\n") };
}

describe("a lock", () => {
  it("of a run that was killed on this machine is released, and what was being made is named and forgotten", async () => {
    const { asked, code, said } = await upRefusedWith(lockedBy("laptop", 100));
    expect(code).toBe(0);
    expect(asked).toEqual(["up", "cancel", "stack export", "refresh", "up"]);
    expect(said).toContain("process 100");
    expect(said).toContain("creating aws:emr/cluster:Cluster cluster");
  });

  it("is released without a refresh where nothing was being made", async () => {
    const { asked } = await upRefusedWith(lockedBy("laptop", 100), JSON.stringify({ version: 3, deployment: {} }));
    expect(asked).toEqual(["up", "cancel", "stack export", "up"]);
  });

  it.each([
    ["of a process that runs", lockedBy("laptop", 200)],
    ["of another machine", lockedBy("desk", 100)],
    ["of a dead process beside a living one", `${lockedBy("laptop", 100)}\n${lockedBy("laptop", 200)}`],
  ])("%s is left alone", async (_which, refusal) => {
    const { asked, code, said } = await upRefusedWith(refusal);
    expect({ asked, code, said }).toEqual({ asked: ["up"], code: 255, said: "" });
  });

  it("from before the machine was last started is a dead one's, whoever has its number now", () => {
    const [holder] = holdersIn(lockedBy("laptop", 200, "2026-09-01T07:59:00Z"));
    expect(holder && isGone(holder, machine)).toBe(true);
  });
});

it("a refusal of the cloud is nothing to recover from", async () => {
  const { asked, code } = await upRefusedWith("error: LimitExceeded: vCPU limit");
  expect({ asked, code }).toEqual({ asked: ["up"], code: 255 });
});
