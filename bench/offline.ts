/**
 * What the offline side takes: how soon commands answer, and how long a change to infra/ takes to check.
 *
 *   npm run --silent bench:offline -- [--repeat 5]
 *
 * Every plan declares the whole stack under Pulumi's mocks. Each figure is the best of the repeats: the rest is what
 * else the machine did.
 */
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { stackNames, stacksFolder } from "../infra/plan/readStackFile.ts";
import { measureNode, type Used } from "./offline/measureNode.ts";

const { values } = parseArgs({ options: { repeat: { type: "string", default: "5" } } });
const verger = "bin/verger.js";
const stacks = stackNames(stacksFolder(process.cwd()));

const answers: Used[] = [];
console.log("| command | wall, s | processor, s | peak, MB |\n|---|--:|--:|--:|");
await line("node -e 0", ["-e", "0"], Number(values.repeat));
await line("verger --help", [verger, "--help"], Number(values.repeat));
await line("verger plan --compare", [verger, "plan", "--compare"], Number(values.repeat));
for (const stack of stacks)
  answers.push(await line(`verger plan -s ${stack}`, [verger, "plan", "-s", stack], Number(values.repeat)));

const types = await line("types of the whole project", ["node_modules/typescript/bin/tsc", "--noEmit"], 1);
const suites = ["test/infra/aws", "test/infra/azure", "test/infra/databricks"];
const vitest = ["node_modules/vitest/vitest.mjs", "run", "--pool", "threads"];
await line("the components' suites under mocks", [...vitest, ...suites], 1);

const all = [...answers, types];
const seconds = all.reduce((sum, used) => sum + used.seconds, 0);
const peak = Math.max(...all.map(({ peakMB }) => peakMB));
console.log(
  `\nTypes, and ${stacks.length} stacks under mocks: ${seconds.toFixed(1)} s, at most ${peak.toFixed(0)} MB a process.`,
);
console.log(`Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(1)}.`);

async function line(name: string, args: readonly string[], repeat: number): Promise<Used> {
  const runs: Used[] = [];
  for (let run = 0; run < repeat; run += 1) runs.push(await measureNode(args));
  const best = (of: (used: Used) => number): number => Math.min(...runs.map(of));
  const used = {
    seconds: best((u) => u.seconds),
    cpu: best((u) => u.cpu),
    peakMB: Math.max(...runs.map((u) => u.peakMB)),
  };
  console.log(`| ${name} | ${used.seconds.toFixed(2)} | ${used.cpu.toFixed(2)} | ${used.peakMB.toFixed(0)} |`);
  return used;
}
