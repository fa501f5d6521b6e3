import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { describeLong } from "../setup/describeLong.ts";
import { describeNeeding } from "../setup/needing.ts";
import { expectSameProjections } from "./expectSameProjections.ts";
import { localRun } from "./localRun.ts";
import { awkwardFolder, picture, writeFiles } from "./pictures.ts";
import { resultsOf } from "./resultsOf.ts";
import { sparkHome } from "./sparkHome.ts";
import { SparkSession } from "./sparkSession.ts";

// Spark is slow to start, and slower still on a machine that is busy.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

const spec = { weights: "seeded:0", components: 4, maxRejects: 0.5 } as const;

/** Someone who moves from one machine to a cluster must get the same numbers for the same photographs. */
describe.each(["spark35", "spark41"] as const)("%s", (toolchain) => {
  describeNeeding(toolchain, "a job on Spark against the local engine", (python) => {
    let folder: string;
    let session: SparkSession;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "verger-spark-"));
      const home = await sparkHome(join(folder, "home"), spec);
      session = await SparkSession.start(python, home, "local[2]", { "spark.default.parallelism": "6" });
    });
    afterAll(async () => {
      await session.stop();
      await rm(folder, { recursive: true, force: true });
    });

    it.each([
      ["the workers' own reading and writing", "true"],
      ["Spark's reader and writer, as with S3 and Blob", "false"],
    ])(
      "gives the same features, rejects, projections and manifest fields for awkward names and files by %s",
      async (_, inPlace) => {
        const images = await awkwardFolder(join(folder, `awkward-${inPlace}`));
        const out = join(folder, `runs-${inPlace}`);
        await session.succeed({ images, out, runId: "spark", spec, conf: { "spark.verger.inPlace": inPlace } });
        const here = await resultsOf(await localRun(images, out, spec));
        const there = await resultsOf(join(out, "spark"));

        expect(there.features).toEqual(here.features);
        expect(there.rejects).toEqual(here.rejects);
        expect(there.rejects.map(({ path }) => path)).toEqual(["plum/cut.jpg", "plum/empty.jpg", "plum/text.png"]);
        expectSameProjections(there.projections, here.projections);

        expect(Object.keys(there.manifest ?? {})).toEqual(Object.keys(here.manifest ?? {}));
        const { spec: asked, identity, extractor, weights, counts } = there.manifest!;
        expect(asked).toEqual(here.manifest!.spec);
        expect(identity).toBe(here.manifest!.identity);
        expect({ extractor, weights }).toEqual({
          extractor: here.manifest!.extractor,
          weights: here.manifest!.weights,
        });
        expect(counts).toMatchObject({ images: 11, features: 8, rejects: 3 });
        expect((await readFile(join(out, "spark", "_SUCCESS"))).length).toBe(0);
      },
    );

    const more = toolchain === "spark35" ? describe : describeLong;
    more("in other shapes", () => {
      it.each(["true", "false"])(
        "merges statistics of many partitions into the same PCA, in place: %s",
        async (inPlace) => {
          const pixels = { extractor: "pixels", size: 4, grey: true, components: 3, weights: "seeded:0" } as const;
          const home = await sparkHome(join(folder, `pixels-home-${inPlace}`), pixels);
          const files: Record<string, Uint8Array> = {};
          for (let number = 0; number < 80; number++) files[`${number % 3}/${number}.png`] = await picture(number, 8);
          const images = await writeFiles(join(folder, `many-${inPlace}`), files);
          const out = join(folder, `many-runs-${inPlace}`);
          const conf = { "spark.verger.picturesATask": "4", "spark.verger.inPlace": inPlace };
          await session.succeed({ images, out, runId: "spark", spec: pixels, conf, home });
          const here = await resultsOf(await localRun(images, out, pixels));
          const there = await resultsOf(join(out, "spark"));

          expect(there.features).toEqual(here.features);
          expect(there.manifest?.engine.shards).toBe(4);
          expect(there.manifest?.pca?.solver).toBe(here.manifest?.pca?.solver);
          const [mine, theirs] = [await there.model(), await here.model()];
          for (const [at, value] of mine.components.values.entries())
            expect(value).toBeCloseTo(theirs.components.values[at]!, 9);
        },
      );

      it("rejects what it cannot open in place in the local engine's words", async () => {
        const names = ["a/1.jpg", "a/2.jpg", "b/3.jpg"];
        const files = await Promise.all(names.map(async (name, number) => [name, await picture(number)] as const));
        const images = await writeFiles(join(folder, "unopened"), Object.fromEntries(files));
        await symlink("nowhere.jpg", join(images, "a", "link.jpg"));
        await writeFile(Buffer.concat([Buffer.from(`${images}/b/`), Buffer.from([0xff]), Buffer.from(".jpg")]), "");
        const out = join(folder, "unopened-runs");
        const conf = { "spark.verger.inPlace": "true" };
        await session.succeed({ images, out, runId: "spark", spec: { ...spec, components: 1 }, conf });
        const here = await resultsOf(await localRun(images, out, { ...spec, components: 1 }));
        const there = await resultsOf(join(out, "spark"));
        expect(there.rejects).toEqual(here.rejects);
        expect(there.rejects.map(({ path }) => path)).toEqual(["a/link.jpg", "b/\ufffd.jpg"]);
        expect(there.features).toEqual(here.features);
      });

      it("says what is wrong with no picture, and with one", async () => {
        const out = join(folder, "runs");
        const none = await writeFiles(join(folder, "none"), { "notes.txt": Buffer.from("nothing here") });
        expect(await session.run({ images: none, out, runId: "none", spec })).toBe(2);
        expect(session.log).toContain(`No image in ${none}`);
        const one = await writeFiles(join(folder, "one"), { "a/one.jpg": await picture(0) });
        expect(await session.run({ images: one, out, runId: "one", spec })).toBe(2);
        expect(session.log).toContain("there is one row of features: one row has no variance");
      });
    });
  });
});
