import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const Project = z.looseObject({ name: z.string(), backend: z.looseObject({ url: z.string().optional() }).optional() });
const Credentials = z.looseObject({ current: z.string().optional() });

export interface Backend {
  /** Name of the project, by which a backend sorts its stacks. */
  readonly project: string;
  /** `file://…`, `s3://…`, `azblob://…` or Pulumi Cloud's address; undefined where nobody has logged in. */
  readonly url: string | undefined;
}

/** The backend Pulumi would use in a project's folder: `PULUMI_BACKEND_URL`, else the project's, else the last login's. */
export async function backendOf(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Backend> {
  const project = Project.parse(parse(await readFile(join(folder, "Pulumi.yaml"), "utf8")));
  const url = environment["PULUMI_BACKEND_URL"] || project.backend?.url || (await lastLogin(environment));
  return { project: project.name, url };
}

async function lastLogin(environment: Readonly<Record<string, string | undefined>>): Promise<string | undefined> {
  const home = environment["PULUMI_HOME"] || join(environment["HOME"] ?? "", ".pulumi");
  try {
    return Credentials.parse(JSON.parse(await readFile(join(home, "credentials.json"), "utf8"))).current;
  } catch {
    return undefined;
  }
}
