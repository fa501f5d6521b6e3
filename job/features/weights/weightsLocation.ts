import { homedir } from "node:os";
import { join } from "node:path";
import { InputError } from "../../contract/errors.ts";
import { officialBaseUrl } from "./officialFile.ts";

/** Where the official files are fetched from and kept. */
export interface WeightsLocation {
  readonly cacheFolder: string;
  /** Ends in a slash. */
  readonly baseUrl: string;
}

/**
 * `$XDG_CACHE_HOME/verger/weights` (or below `~/.cache`), and Keras's own address unless VERGER_WEIGHTS_URL names a
 * mirror laid out like it. @throws InputError when that is not an http or https address
 */
export function weightsLocation(environment: NodeJS.ProcessEnv): WeightsLocation {
  const cacheFolder = join(environment.XDG_CACHE_HOME || join(homedir(), ".cache"), "verger", "weights");
  const mirror = environment.VERGER_WEIGHTS_URL;
  return { cacheFolder, baseUrl: mirror ? validBaseUrl(mirror) : officialBaseUrl };
}

function validBaseUrl(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol))
    throw new InputError(
      `VERGER_WEIGHTS_URL: ${address} is not an http or https address`,
      `Give the folder that holds mobilenet_v2/…, as ${officialBaseUrl} does, or unset it.`,
    );
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
}
