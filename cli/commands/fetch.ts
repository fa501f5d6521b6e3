import type { CommandDef } from "citty";
import { exitCodes, InputError } from "../../job/contract/errors.ts";
import { type RunPart, runParts } from "../../infra/lifecycle/results/runParts.ts";
import { fetchHome } from "../fetchHome.ts";
import { bytes, plural } from "../screen/numbers.ts";
import { shownPath } from "../screen/shownPath.ts";
import { stackCommandOptions } from "../options/stackCommandOptions.ts";
import { openSession } from "../stackSession.ts";
import type { Terminal } from "../terminal.ts";

/** `verger fetch`: brings a run home, checked against its digests. Goes on where it was stopped. */
export function fetchCommand(terminal: Terminal): CommandDef {
  return {
    args: stackCommandOptions.fetch,
    async run({ args }) {
      const only = partsOf(args.only);
      const { remote, runId } = await source(args, terminal);
      const fetched = await fetchHome({ remote, runId, out: String(args.out), only }, terminal);
      const { manifest, files, bytes: total, kept, folder } = fetched;
      if (args.json === true)
        terminal.print(JSON.stringify({ folder, runId, state: manifest.state, files, bytes: total, kept }));
      else {
        const already = kept > 0 ? `, ${kept} of them already here` : "";
        terminal.print(
          `✓ results       ${shownPath(folder, terminal.workingFolder)}   ${plural(files, "file")}, ${bytes(total)}${already}; digests match`,
        );
        if (manifest.state !== "succeeded")
          terminal.print(
            `  the run is ${manifest.state}: this is what it had finished${manifest.failure === undefined ? "" : ` (${manifest.failure})`}`,
          );
      }
      return exitCodes.ok;
    },
  };
}

async function source(args: Readonly<Record<string, unknown>>, terminal: Terminal) {
  const { environment, workingFolder } = terminal;
  if (typeof args["from"] === "string") {
    const { remoteRun } = await import("../../infra/lifecycle/results/remoteRun.ts");
    const runId = args["from"].replace(/\/+$/, "").split("/").at(-1) ?? "";
    if (!/^[\w.-]+$/.test(runId))
      throw new InputError(`${args["from"]} is not the address of a run`, "it ends in the run's id");
    return { remote: await remoteRun(args["from"], { environment, workingFolder }), runId };
  }
  const session = openSession(terminal, "fetch", args["stack"]);
  const asked = await session.asked();
  const { openRun } = await import("../../infra/lifecycle/openRun.ts");
  return { remote: await openRun(asked, { environment, workingFolder }), runId: asked.runId };
}

function partsOf(given: unknown): readonly RunPart[] {
  if (typeof given !== "string" || given === "") return [];
  return given.split(",").map((word) => {
    const part = runParts.find((each) => each === word.trim());
    if (part === undefined)
      throw new InputError(`--only ${word.trim()} is no part of a run`, `Parts: ${runParts.join(", ")}`);
    return part;
  });
}
