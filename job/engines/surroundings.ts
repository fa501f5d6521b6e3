import { createRequire } from "node:module";
import { arch, availableParallelism, cpus, platform, totalmem } from "node:os";
import sharp from "sharp";
import { z } from "zod";
import type { RunManifest } from "../results/runManifest.ts";

/** The machine, without anything that names it or its user. */
export function describeMachine(): RunManifest["machine"] {
  return {
    platform: platform(),
    architecture: arch(),
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  };
}

const PackageFile = z.object({ version: z.string() });

/** Versions of what decides the numbers. */
export function runtimeVersions(): Record<string, string> {
  const onnxruntime = PackageFile.parse(createRequire(import.meta.url)("onnxruntime-node/package.json"));
  const { sharp: sharpVersion, vips } = sharp.versions;
  return { node: process.versions.node, "onnxruntime-node": onnxruntime.version, sharp: sharpVersion, libvips: vips };
}
