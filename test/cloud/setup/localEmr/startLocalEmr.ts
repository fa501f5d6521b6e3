import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type LocalServer, startServer } from "../startServer.ts";

export interface LocalEmrOptions {
  /** Python of the environment with moto. */
  readonly moto: string;
  /** Python of the environment with PySpark 3.5. */
  readonly spark: string;
  /** Folder of the S3A jars. */
  readonly s3a: string;
  /** Receives unpacked bundles and logs of steps. */
  readonly folder: string;
  /** A bundle's content; without it each cluster's own bundle is taken from its bucket. */
  readonly home?: string;
}

/** moto's stand-in for AWS with an EMR that really runs its steps. */
export async function startLocalEmr(options: LocalEmrOptions): Promise<LocalServer & { readonly endpoint: string }> {
  const { moto, spark, s3a, folder, home } = options;
  const program = fileURLToPath(new URL("local_emr.py", import.meta.url));
  const properties = join(folder, "spark.conf");
  await mkdir(folder, { recursive: true });
  const jars = (await readdir(s3a)).filter((name) => name.endsWith(".jar")).map((name) => join(s3a, name));
  const server = await startServer(
    moto,
    (port) => [
      program,
      String(port),
      join(folder, "work"),
      dirname(spark),
      properties,
      ...(home === undefined ? [] : [home]),
    ],
    async (port) => {
      await writeFile(properties, sparkProperties(`http://127.0.0.1:${port}`, jars));
      return (await fetch(`http://127.0.0.1:${port}/moto-api/`)).ok;
    },
  );
  return { ...server, endpoint: `http://127.0.0.1:${server.port}` };
}

/** Hadoop's S3A file system on the stand-in, also for `s3://`, which on EMR is EMRFS. */
export function sparkProperties(endpoint: string, jars: readonly string[]): string {
  const s3a = "spark.hadoop.fs.s3a";
  return [
    `spark.driver.extraClassPath ${jars.join(":")}`,
    `spark.executor.extraClassPath ${jars.join(":")}`,
    "spark.hadoop.fs.s3.impl org.apache.hadoop.fs.s3a.S3AFileSystem",
    `${s3a}.endpoint ${endpoint}`,
    `${s3a}.endpoint.region eu-west-3`,
    `${s3a}.path.style.access true`,
    `${s3a}.connection.ssl.enabled false`,
    `${s3a}.access.key stand-in`,
    `${s3a}.secret.key stand-in`,
    "spark.ui.enabled false",
    "spark.ui.showConsoleProgress false",
    "spark.driver.bindAddress 127.0.0.1",
    "",
  ].join("\n");
}
