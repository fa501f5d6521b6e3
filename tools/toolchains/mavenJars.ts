import { createHash } from "node:crypto";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { alone } from "./alone.ts";
import { cacheFolder } from "./cacheFolder.ts";
import { missing, ready, type Toolchain } from "./toolchain.ts";

const repository = "https://repo1.maven.org/maven2/";

/**
 * Jars of Maven Central, fetched once into a folder of the cache.
 * @param jars path in the repository and SHA-256 of each
 * @returns the folder
 */
export async function mavenJars(name: string, jars: Readonly<Record<string, string>>): Promise<Toolchain> {
  const folder = join(cacheFolder(), name);
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
