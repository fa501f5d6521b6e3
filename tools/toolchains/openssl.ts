import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { missing, ready, type Toolchain } from "./toolchain.ts";

/** OpenSSL's command line, which makes the certificates of servers that stand in for clouds. */
export async function openssl(): Promise<Toolchain> {
  try {
    await promisify(execFile)("openssl", ["version"]);
    return ready("openssl");
  } catch {
    return missing("no openssl on PATH: stand-ins for Azure and Databricks answer over https only");
  }
}
