import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../config/parseSettings.ts";
import type { Settings } from "../../../config/settings.ts";
import { estimateRun } from "../../../infra/plan/estimate/estimateRun.ts";
import { type Figure, figures } from "../../../infra/plan/estimate/figures.ts";
import { secondsPerImage } from "../../../infra/plan/estimate/secondsPerImage.ts";
import { JobSpec } from "../../../job/contract/jobSpec.ts";
import packageFile from "../../../package.json" with { type: "json" };

const job = JobSpec.parse({});

function settings(compute: object, rest: object = {}): Settings {
  const parsed = parseSettings({ cloud: "aws", region: "eu-west-3", compute, limits: { budget: 5000 }, ...rest });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.settings;
}

const emr = (workers: object): Settings =>
  settings({ platform: "emr", primary: { type: "m5.xlarge" }, workers: { type: "m5.xlarge", ...workers } });

/** Seconds of a network alone; the statistics of its row are of other lengths, and a hundredth of it. */
const network = (extractor: "resnet50" | "mobilenet-v2", engine: JobSpec["engine"] = "onnxruntime"): number =>
  secondsPerImage({ extractor, engine }) - secondsPerImage({ extractor: "pixels", engine });

const databricks = (limits: object): Settings =>
  settings({ platform: "databricks", driver: { type: "m5.xlarge" }, workers: { type: "m5.xlarge", ...limits } });

describe("the model's own arithmetic", () => {
  it("an image keeps a busy core for decode, network and statistics", () => {
    const { decode, mobilenetV2, statistics } = figures;
    expect(secondsPerImage(job)).toBeCloseTo(1 / decode.value + 1 / mobilenetV2.value + 1 / statistics.value, 12);
    // 1/140 + 1/88 + 1/7700
    expect(secondsPerImage(job)).toBeCloseTo(0.018_636, 6);
  });

  it("a heavier network takes as much longer as it was measured to, and TensorFlow.js longer still", () => {
    expect(network("resnet50") / network("mobilenet-v2")).toBeCloseTo(8, 1);
    expect(network("mobilenet-v2", "tfjs") / network("mobilenet-v2")).toBeCloseTo(4.5, 12);
  });

  it("half the side is a quarter of the network's time", () => {
    const whole = secondsPerImage({ ...job, size: 224 }) - secondsPerImage({ ...job, extractor: "pixels" });
    const half = secondsPerImage({ ...job, size: 112 }) - secondsPerImage({ ...job, extractor: "pixels" });
    expect(half / whole).toBeCloseTo(0.25, 12);
  });

  it("a figure that is called measured names the command that measures it", () => {
    const scripts = Object.keys(packageFile.scripts);
    const commands = Object.values<Figure>(figures).flatMap((each) => ("command" in each ? [each.command] : []));
    expect(commands.length).toBeGreaterThan(4);
    for (const command of commands) expect(scripts).toContain(/^npm run (\S+)/.exec(command)?.[1]);
  });

  it("one EC2 node: minutes and price by hand", () => {
    const one = settings({ platform: "ec2", primary: { type: "c5.4xlarge" } });
    const run = estimateRun(one, job, 10_000);
    const work = (10_000 * secondsPerImage(job)) / (16 * 0.85) / 60;
    expect(run.phases).toEqual({ start: 4, work: expect.closeTo(work, 9), finish: 2 });
    expect(run.minutes).toBeCloseTo(4 + work + 2, 9);
    // Machine and disk by the minute (4, then work and finish); three interface endpoints by the started hour; one GET an image.
    const node = 0.808 + (64 * 0.0928) / 730;
    const minutes = 4 + Math.ceil(work + 2);
    expect(run.price.known).toBeCloseTo((node * minutes) / 60 + 3 * 0.011 + 10 * 0.000_42, 9);
    expect(run.price.unknown).toEqual([]);
  });

  it("spot workers are priced as bought: one on demand, the others at the spot price", () => {
    const run = estimateRun(emr({ min: 3, spot: true }), job, 1);
    const disk = ((64 + 15) * 0.0928) / 730;
    const perHour = 2 * (0.224 + 0.048) + 2 * (0.0695 + 0.048) + 4 * disk;
    expect(run.price.known).toBeCloseTo((perHour * (10 + 3)) / 60 + 0.000_000_42, 6);
  });
});

describe("what must hold for any job", () => {
  const images = fc.integer({ min: 1, max: 100_000_000 });
  const workers = fc.integer({ min: 1, max: 60 });

  it("more images never take less time or money", () => {
    fc.assert(
      fc.property(images, images, workers, fc.boolean(), (a, b, min, spot) => {
        const stack = emr({ min, spot, onDemand: 1 });
        const [fewer, more] = [estimateRun(stack, job, Math.min(a, b)), estimateRun(stack, job, Math.max(a, b))];
        expect(more.minutes).toBeGreaterThanOrEqual(fewer.minutes);
        expect(more.price.known).toBeGreaterThanOrEqual(fewer.price.known);
        expect(more.storedGiB).toBeGreaterThanOrEqual(fewer.storedGiB);
      }),
    );
  });

  it("more workers never take more time", () => {
    fc.assert(
      fc.property(images, workers, workers, (count, a, b) => {
        const minutes = (min: number): number => estimateRun(emr({ min }), job, count).minutes;
        expect(minutes(Math.max(a, b))).toBeLessThanOrEqual(minutes(Math.min(a, b)));
      }),
    );
  });

  it("room to grow never takes more time, on Databricks", () => {
    fc.assert(
      fc.property(images, workers, workers, (count, a, b) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        const fixed = estimateRun(databricks({ min }), job, count).minutes;
        const growing = estimateRun(databricks({ min, max }), job, count).minutes;
        const large = estimateRun(databricks({ min: max }), job, count).minutes;
        expect(growing).toBeLessThanOrEqual(fixed + 1e-9);
        expect(growing).toBeGreaterThanOrEqual(large - 1e-9);
      }),
    );
  });

  it("spot never costs more than on demand", () => {
    fc.assert(
      fc.property(images, workers, (count, min) => {
        const price = (spot: boolean): number => estimateRun(emr({ min, spot, onDemand: 1 }), job, count).price.known;
        expect(price(true)).toBeLessThanOrEqual(price(false));
      }),
    );
  });

  it("a price that is not known is named, never taken as nothing", () => {
    const azure = parseSettings({
      cloud: "azure",
      region: "francecentral",
      compute: { platform: "databricks", driver: { type: "Standard_D8s_v3" }, workers: { type: "Standard_D8s_v3" } },
    });
    const unknown = azure.ok ? estimateRun(azure.settings, job, 10_000).price.unknown : azure.problems;
    expect(unknown).toEqual(["disks of the driver", "disks of the workers", "reading the images"]);
  });
});
