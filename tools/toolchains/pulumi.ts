import { findPulumi } from "../pulumi/findPulumi.ts";
import { missing, ready, type Toolchain } from "./toolchain.ts";

/** The Pulumi engine: `pulumi` on PATH, or one made once for the tests. */
export async function pulumi(environment: NodeJS.ProcessEnv = process.env): Promise<Toolchain> {
  const found = await findPulumi(environment);
  return "path" in found ? ready(found.path) : missing(found.why);
}
