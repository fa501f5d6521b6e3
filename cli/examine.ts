import { dirname } from "node:path";
import { exitCodes, VergerError } from "../job/contract/errors.ts";
import { examineAll, type Finding } from "../infra/lifecycle/doctor/check.ts";
import { localChecks } from "../infra/lifecycle/doctor/localChecks.ts";
import { readBackendSources } from "../infra/plan/readBackendSources.ts";
import { readStackFile, stacksFolder } from "../infra/plan/readStackFile.ts";
import { stateBackend } from "../infra/plan/stateBackend.ts";
import { doctorScreen } from "./screen/doctorScreen.ts";
import type { StackSession } from "./stackSession.ts";
import type { Terminal } from "./terminal.ts";

/** Looks at everything a stack needs before it is made. */
export async function findings(session: StackSession, terminal: Terminal): Promise<readonly Finding[]> {
  const { stack, settings, pulumi } = session;
  const { environment, workingFolder } = terminal;
  const { cloudChecks } = await import("../infra/lifecycle/doctor/checksFor.ts");
  const local = localChecks({
    pulumi,
    settings,
    environment,
    backend: stateBackend(readBackendSources(workingFolder, environment), settings),
    stackFile: readStackFile(stacksFolder(workingFolder), stack).text,
    home: dirname(import.meta.dirname),
  });
  return examineAll([...local, ...cloudChecks(settings, environment, () => terminal.now())]);
}

/** The doctor's part of a run: one line when all is well. @throws VergerError (doctorFailed) otherwise */
export async function examine(session: StackSession, terminal: Terminal): Promise<void> {
  const found = await findings(session, terminal);
  const bad = found.filter(({ verdict }) => verdict === "failed");
  if (bad.length === 0) {
    const said = ["credentials", "pulumi", "state"].flatMap(
      (name) => found.find((each) => each.name === name)?.found ?? [],
    );
    terminal.note(`✓ doctor        ${said.join(" · ")}`);
    return;
  }
  for (const line of doctorScreen(found)) terminal.note(line);
  throw doctorFailed(session.stack, bad);
}

export const doctorFailed = (stack: string, bad: readonly Finding[]): VergerError =>
  new VergerError(
    exitCodes.doctorFailed,
    `${bad.map(({ name }) => name).join(", ")}: to be mended first; nothing was made`,
    `then again, or only the checks: verger doctor -s ${stack}`,
  );
