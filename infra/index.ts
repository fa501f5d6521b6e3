import { dirname } from "node:path";
import { getProject, getStack, RunError, runtime } from "@pulumi/pulumi";
import { maxHours } from "../config/cost/maxHours.ts";
import { VergerError } from "../job/contract/errors.ts";
import { findBundle } from "./findBundle.ts";
import { jobOf } from "./jobOf.ts";
import type { Outputs } from "./outputs.ts";
import { deploy } from "./program.ts";
import { requireModelOfJob } from "./requireModelOfJob.ts";
import { stackSettings } from "./stackSettings.ts";

/** The Pulumi program: settings, bundle, resources, outputs. */
async function program(): Promise<Outputs> {
  const settings = stackSettings(runtime.allConfig());
  const home = dirname(import.meta.dirname);
  const bundle = findBundle(home, process.env);
  requireModelOfJob(bundle, jobOf(settings).spec);
  return deploy(settings, {
    project: getProject(),
    stack: getStack(),
    bundle,
    maxHours: maxHours(settings).hours,
    now: new Date(),
    databricksAccountId: process.env["DATABRICKS_ACCOUNT_ID"],
    home,
  });
}

/** A person's error is shown as its sentence and what to do, without a stack trace. */
function withoutTrace(error: unknown): unknown {
  return error instanceof VergerError ? new RunError(`${error.message}\n${error.hint}`) : error;
}

export default await program().catch((error: unknown) => {
  throw withoutTrace(error);
});
