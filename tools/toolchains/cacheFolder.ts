import { homedir } from "node:os";
import { join } from "node:path";

/** Where what the development tools build is kept between runs and clones. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment.XDG_CACHE_HOME || join(homedir(), ".cache"), "verger-dev");
}
