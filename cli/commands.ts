import type { ArgsDef, CommandDef } from "citty";
import { stackCommandOptions } from "./options/stackCommandOptions.ts";
import type { Terminal } from "./terminal.ts";

/** A command that is loaded when it is called; its summary is known before. */
export interface LazyCommand {
  (): Promise<CommandDef>;
  readonly summary: string;
}

/** Every command with what it is for. Each loads when it is called, so that `verger --help` loads none of them. */
export function commands(terminal: Terminal): Readonly<Record<string, LazyCommand>> {
  return {
    start: lazy("Draw a sample orchard and run the job on it", async () =>
      (await import("./commands/start.ts")).startCommand(terminal),
    ),
    plan: lazy("What a stack makes, costs and keeps, before anything is made (no cloud call)", async () =>
      (await import("./commands/plan.ts")).planCommand(terminal),
    ),
    config: lazy("Check the stacks' files, explain a setting", async () =>
      (await import("./commands/config.ts")).configCommand(terminal),
    ),
    up: onStack("Show what a stack costs, ask once, make it and run its job", stackCommandOptions.up, async () =>
      (await import("./commands/up.ts")).upCommand(terminal),
    ),
    doctor: onStack(
      "What must be mended before a stack can be made; changes nothing",
      stackCommandOptions.doctor,
      async () => (await import("./commands/doctor.ts")).doctorCommand(terminal),
    ),
    run: onStack(
      "Make a stack, run its job, bring the results home, take it all away, prove it",
      stackCommandOptions.run,
      async () => (await import("./commands/run.ts")).runCommand(terminal),
    ),
    watch: onStack("Follow a stack's job to its end; ctrl-C leaves it running", stackCommandOptions.watch, async () =>
      (await import("./commands/watch.ts")).watchCommand(terminal),
    ),
    status: onStack(
      "How a stack, its machines and its job stand, and what they cost",
      stackCommandOptions.status,
      async () => (await import("./commands/status.ts")).statusCommand(terminal),
    ),
    logs: onStack(
      "A job's logs: the probable cause first, then where everything is",
      stackCommandOptions.logs,
      async () => (await import("./commands/logs.ts")).logsCommand(terminal),
    ),
    fetch: onStack(
      "Bring a run's results home and check them; goes on where it was stopped",
      stackCommandOptions.fetch,
      async () => (await import("./commands/fetch.ts")).fetchCommand(terminal),
    ),
    cost: onStack("What a run has cost so far, will cost, and can cost at most", stackCommandOptions.cost, async () =>
      (await import("./commands/cost.ts")).costCommand(terminal),
    ),
    submit: onStack(
      "Hand a stack's job to its cluster again; pulumi up does it the first time",
      stackCommandOptions.submit,
      async () => (await import("./commands/submit.ts")).submitCommand(terminal),
    ),
    destroy: onStack("Take a stack away and prove it with a receipt", stackCommandOptions.destroy, async () =>
      (await import("./commands/destroy.ts")).destroyCommand(terminal),
    ),
    studio: lazy("Close SageMaker Studio and remove what it leaves; pulumi destroy runs this by itself", async () =>
      (await import("./commands/studio.ts")).studioCommand(terminal),
    ),
    verify: onStack(
      "Ask every service what is left of a stack, and write a receipt",
      stackCommandOptions.verify,
      async () => (await import("./commands/verify.ts")).verifyCommand(terminal),
    ),
    job: lazy("Features and a PCA of a folder of photographs, on this machine", async () =>
      (await import("./commands/job.ts")).jobCommand(terminal),
    ),
    bundle: lazy("What the nodes of a cluster need, in one archive", async () =>
      (await import("./commands/bundle.ts")).bundleCommand(terminal),
    ),
    weights: lazy("List, fetch and verify the official weights files", async () =>
      (await import("./commands/weights.ts")).weightsCommand(terminal),
    ),
    pca: lazy("A PCA of features in Parquet files, of any number of rows", async () =>
      (await import("./commands/pca.ts")).pcaCommand(terminal),
    ),
    report: lazy("Make the page of a run again, or its plots as files", async () =>
      (await import("./commands/report.ts")).reportCommand(terminal),
    ),
  };
}

/** A command on a stack: what it takes is known before it is loaded. */
function onStack(summary: string, args: ArgsDef, load: () => Promise<CommandDef>): LazyCommand {
  return lazy(summary, async () => ({ args, run: async (context) => (await load()).run?.(context) }));
}

function lazy(summary: string, load: () => Promise<CommandDef>): LazyCommand {
  return Object.assign(async () => ({ ...(await load()), meta: { description: summary } }), { summary });
}
