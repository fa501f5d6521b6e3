import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A certificate and its key, as texts and as files. */
export interface SelfSigned {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/**
 * Makes a certificate for 127.0.0.1 and other `names` in a folder, valid for two days, which this process trusts from
 * then on.
 */
export async function selfSigned(folder: string, names: readonly string[] = []): Promise<SelfSigned> {
  const [certFile, keyFile] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const alternatives = ["IP:127.0.0.1", ...names.map((each) => `DNS:${each}`)];
  const name = ["-subj", "/CN=127.0.0.1", "-addext", `subjectAltName=${alternatives.join(",")}`];
  await run("openssl", [...request, ...name, "-keyout", keyFile, "-out", certFile]);
  const [cert, key] = [await readFile(certFile, "utf8"), await readFile(keyFile, "utf8")];
  setDefaultCACertificates([...getCACertificates("default"), cert]);
  return { cert, key, certFile, keyFile };
}
