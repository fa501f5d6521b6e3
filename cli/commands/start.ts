import type { CommandDef } from "citty";
import { join, resolve } from "node:path";
import { jobContext } from "../jobContext.ts";
import { JobScreen } from "../screen/jobScreen.ts";
import { jobSummary } from "../screen/jobSummary.ts";
import type { Terminal } from "../terminal.ts";

/** `verger start` (`npm start`): the job on a small orchard of pictures that are drawn first. */
export function startCommand(terminal: Terminal): CommandDef {
  return {
    args: { verbose: { type: "boolean", description: "Print stack traces" } },
    async run() {
      const [{ JobRequest }, { runLocalJob }, { renderOrchard }, { finishReport }] = await Promise.all([
        import("../../job/contract/jobRequest.ts"),
        import("../../job/engines/local/runLocalJob.ts"),
        import("../../samples/renderOrchard.ts"),
        import("../finishReport.ts"),
      ]);
      const images = join("samples", "orchard");
      terminal.note("Verger · the job on this machine");
      const orchard = await renderOrchard(resolve(terminal.workingFolder, images));
      terminal.note(`  drawn      ${orchard.images} sample pictures, ${orchard.kinds.length} kinds   ${images}`);

      const request = JobRequest.parse({ images, components: 8 });
      const screen = new JobScreen(terminal);
      const outcome = await runLocalJob(
        { request, withoutOfficialWeights: "seeded" },
        jobContext(terminal, (event) => screen.show(event)),
      ).finally(() => screen.end());
      const report = await finishReport(outcome, terminal);
      for (const line of jobSummary(outcome, report, terminal)) terminal.print(line);
      terminal.print("Next: npx verger job --images YOUR_FOLDER    or    npx verger plan --compare");
    },
  };
}
