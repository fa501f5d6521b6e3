import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { BackendSources } from "./stateBackend.ts";

const Project = z.object({ backend: z.object({ url: z.string().optional() }).optional() });
const Login = z.object({ current: z.string().optional() });

/** Reads what this machine knows of the state backend. Of Pulumi's login file only the address is taken. */
export function readBackendSources(
  workingFolder: string,
  environment: Readonly<Record<string, string | undefined>>,
): BackendSources {
  const home = environment["PULUMI_HOME"] ?? join(environment["HOME"] ?? homedir(), ".pulumi");
  return {
    environment,
    project: understood(Project, join(workingFolder, "Pulumi.yaml"), parse)?.backend?.url,
    login: understood(Login, join(home, "credentials.json"), JSON.parse)?.current,
  };
}

/** The file's content where it exists and fits; a file that does not fit is Pulumi's to complain about. */
function understood<T>(schema: z.ZodType<T>, path: string, read: (text: string) => unknown): T | undefined {
  try {
    return schema.safeParse(read(readFileSync(path, "utf8"))).data;
  } catch {
    return undefined;
  }
}
