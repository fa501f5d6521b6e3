import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { InputError } from "../contract/errors.ts";
import { storagePathParts } from "./storagePath.ts";

/** Where a storage's root is. Prefixes have no slash at either end; `""` is the whole bucket or container. */
export type Location =
  | { readonly kind: "disk"; readonly folder: string }
  | { readonly kind: "s3"; readonly bucket: string; readonly prefix: string }
  | { readonly kind: "blob"; readonly account: string; readonly container: string; readonly prefix: string };

const written =
  "give a folder, s3://BUCKET/PREFIX, abfss://CONTAINER@ACCOUNT.dfs.core.windows.net/PREFIX, " +
  "or https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX";

/** Whether a location is given as a URL, rather than as a folder of this machine. */
export function isRemote(given: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(given) && !given.startsWith("file://");
}

/**
 * Reads what a person gives as a place for runs.
 * @param workingFolder what a relative folder is relative to
 * @throws InputError where it names no storage of ours, or carries a key or a token
 */
export function parseLocation(given: string, workingFolder: string): Location {
  if (given.startsWith("file://")) return { kind: "disk", folder: fileURLToPath(given) };
  if (!isRemote(given)) return { kind: "disk", folder: resolve(workingFolder, given) };
  if (/[?#]/.test(given))
    throw new InputError(
      `${given.replace(/[?#].*$/, "?…")} carries more than a place`,
      "leave out everything from the ? or # on: Verger signs in as you (AWS profile, az login), not with keys or SAS tokens",
    );
  const s3 = /^s3a?:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:\/.*)?)$/.exec(given);
  if (s3 !== null) return { kind: "s3", bucket: s3[1] ?? "", prefix: prefixParts(s3[2]).join("/") };
  const abfss = /^abfss:\/\/([a-z0-9$-]+)@([a-z0-9]+)\.(?:dfs|blob)\.core\.windows\.net((?:\/.*)?)$/.exec(given);
  if (abfss !== null)
    return {
      kind: "blob",
      account: abfss[2] ?? "",
      container: abfss[1] ?? "",
      prefix: prefixParts(abfss[3]).join("/"),
    };
  const https = /^https:\/\/([a-z0-9]+)\.(?:blob|dfs)\.core\.windows\.net\/([a-z0-9$-]+)((?:\/.*)?)$/.exec(given);
  if (https !== null)
    return {
      kind: "blob",
      account: https[1] ?? "",
      container: https[2] ?? "",
      prefix: prefixParts(https[3]).join("/"),
    };
  throw new InputError(`${given} is not a place that Verger can keep runs in`, written);
}

/** A place below another, however that one is given: a folder or a URL. */
export function placeBelow(given: string, ...parts: readonly string[]): string {
  return isRemote(given) ? [given.replace(/\/+$/, ""), ...parts].join("/") : join(given, ...parts);
}

function prefixParts(prefix = ""): string[] {
  const inner = prefix.replace(/^\/+|\/+$/g, "");
  return inner === "" ? [] : storagePathParts(inner);
}
