import type { SubCommandsDef } from "citty";
import type { Terminal } from "./terminal.ts";

/** Every command, loaded when it is called so that `verger --help` stays quick. */
export function commands(terminal: Terminal): SubCommandsDef {
  return {
    start: async () => (await import("./commands/start.ts")).startCommand(terminal),
    plan: async () => (await import("./commands/plan.ts")).planCommand(terminal),
    config: async () => (await import("./commands/config.ts")).configCommand(terminal),
    up: async () => (await import("./commands/up.ts")).upCommand(terminal),
    doctor: async () => (await import("./commands/doctor.ts")).doctorCommand(terminal),
    run: async () => (await import("./commands/run.ts")).runCommand(terminal),
    watch: async () => (await import("./commands/watch.ts")).watchCommand(terminal),
    status: async () => (await import("./commands/status.ts")).statusCommand(terminal),
    logs: async () => (await import("./commands/logs.ts")).logsCommand(terminal),
    fetch: async () => (await import("./commands/fetch.ts")).fetchCommand(terminal),
    cost: async () => (await import("./commands/cost.ts")).costCommand(terminal),
    submit: async () => (await import("./commands/submit.ts")).submitCommand(terminal),
    destroy: async () => (await import("./commands/destroy.ts")).destroyCommand(terminal),
    verify: async () => (await import("./commands/verify.ts")).verifyCommand(terminal),
    job: async () => (await import("./commands/job.ts")).jobCommand(terminal),
    bundle: async () => (await import("./commands/bundle.ts")).bundleCommand(terminal),
    weights: async () => (await import("./commands/weights.ts")).weightsCommand(terminal),
    pca: async () => (await import("./commands/pca.ts")).pcaCommand(terminal),
    report: async () => (await import("./commands/report.ts")).reportCommand(terminal),
  };
}
