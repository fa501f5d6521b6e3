import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FileServer, fileServer } from "../job/features/weights/fileServer.ts";
import { verger } from "./setup/verger.ts";

describe("verger weights", () => {
  const folder = mkdtempSync(join(tmpdir(), "verger-weights-"));
  const fileName = "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_96_no_top.h5";
  const cached = join(folder, "verger", "weights", fileName);
  let mirror: FileServer;
  beforeAll(async () => {
    mirror = await fileServer(() => Buffer.alloc(5_000_000, 7), "drop half-way", "serve");
  });
  afterAll(async () => {
    await mirror.close();
    rmSync(folder, { recursive: true });
  });
  const weights = (...args: string[]) =>
    verger(folder, ["weights", ...args], { XDG_CACHE_HOME: folder, VERGER_WEIGHTS_URL: mirror.url });

  test("a file is fetched once, listed, verified, and missed when it is damaged", async () => {
    const before = await weights("list");
    expect(before.stdout).toContain("mobilenet-v2 96");
    expect(before.stdout).toMatch(
      /^mobilenet-v2 96 +9\.4 MB +not cached\n +mobilenet_v2_\S+_96_no_top\.h5\n +Apache-2\.0 · /m,
    );
    expect(before.stdout).toMatch(
      /^vgg16 224 --pooling fc2 +553 MB +not cached\n.*\n +CC-BY-4\.0 · MD5 [0-9a-f]{32}$/m,
    );
    expect(before.stdout).not.toContain("  cached");

    const fetched = await weights("fetch", "--size", "96");
    expect([fetched.code, fetched.stdout]).toEqual([0, expect.stringContaining(`fetched: ${cached} (5.0 MB)`)]);
    expect((await weights("fetch", "--size", "96")).stdout).toContain("already cached");
    expect((await weights("list")).stdout).toContain("cached, though of 5.0 MB: verger weights verify");

    const verified = await weights("verify");
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringMatching(/^[0-9a-f]{64} {2}mobilenet/)]);
    appendFileSync(cached, "damage");
    const damaged = await weights("verify");
    expect([damaged.code, damaged.stderr]).toEqual([2, expect.stringContaining("has changed since it was fetched")]);
  });

  test("a script can ask where a file is to be put", async () => {
    expect((await weights("path", "--size", "96")).stdout.trim()).toBe(cached);
  });

  test("an extractor without official weights is refused with those that have some", async () => {
    const { code, stderr } = await weights("fetch", "--extractor", "pixels");
    expect([code, stderr]).toEqual([2, expect.stringContaining("Choose one of mobilenet-v2, vgg16, resnet50.")]);
  });
});
