import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { createWriteStream } from "node:fs";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { alone } from "./alone.ts";
import { cacheFolder } from "./cacheFolder.ts";
import { missing, ready, type Toolchain } from "./toolchain.ts";

const repository = "https://repo1.maven.org/maven2/";

/** What Spark 3.5's Hadoop 3.3.4 needs to reach S3, with the digests of Maven Central. Both are Apache-2.0. */
const jars: Readonly<Record<string, string>> = {
  "org/apache/hadoop/hadoop-aws/3.3.4/hadoop-aws-3.3.4.jar":
    "53f9ae03c681a30a50aa17524bd9790ab596b28481858e54efd989a826ed3a4a",
  "com/amazonaws/aws-java-sdk-bundle/1.12.262/aws-java-sdk-bundle-1.12.262.jar":
    "873fe7cf495126619997bec21c44de5d992544aea7e632fdc77adb1a0915bae5",
};

/**
 * Hadoop's S3A file system, fetched once into the cache folder (280 MB).
 * @returns the folder of its jars
 */
export async function s3a(): Promise<Toolchain> {
  const folder = join(cacheFolder(), "s3a-3.3.4");
  await mkdir(folder, { recursive: true });
  return alone(`${folder}.lock`, async () => {
    for (const [path, sha256] of Object.entries(jars)) {
      try {
        await fetchJar(path, sha256, join(folder, basename(path)));
      } catch (error) {
        return missing(`${basename(path)} could not be fetched: ${String(error)}`);
      }
    }
    return ready(folder);
  });
}

async function fetchJar(path: string, sha256: string, file: string): Promise<void> {
  if (existsSync(file)) return;
  const answer = await fetch(`${repository}${path}`);
  if (!answer.ok || answer.body === null) throw new Error(`HTTP ${answer.status}`);
  const digest = createHash("sha256");
  const counted = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      digest.update(chunk);
      yield chunk;
    }
  };
  await pipeline(answer.body, counted, createWriteStream(`${file}.part`));
  if (digest.digest("hex") === sha256) return rename(`${file}.part`, file);
  await rm(`${file}.part`);
  throw new Error("it has another digest than the one that is pinned");
}
