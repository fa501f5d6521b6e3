import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { renderOrchard } from "../../samples/renderOrchard.ts";
import { describeLong } from "../setup/describeLong.ts";
import { describeNeedingAll } from "../setup/needing.ts";
import { lifeOfARun } from "./lifeOfARun.ts";
import { openRehearsal, rehearsed } from "./rehearsal.ts";

const run = promisify(execFile);
const program = fileURLToPath(new URL("../../bin/verger.js", import.meta.url));
const spec = { extractor: "mobilenet-v2", weights: "seeded:0", variance: 0.9 } as const;

/** From nothing to results and back to nothing, by the commands a user types, with the bundle a user builds. */
describeLong("a rehearsal against stand-ins", () => {
  describeNeedingAll(["pulumi", "moto", "azurite", "spark35", "spark41", "s3a"], "with real Spark", (tools) => {
    let folder: string;
    let bundle: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "verger-rehearsal-"));
      await renderOrchard(join(folder, "orchard"), { count: 60 });
      const build = ["bundle", "build", "--weights", spec.weights, "--python", "none", "--out", folder];
      await run(process.execPath, [program, ...build]);
      bundle = join(folder, (await readdir(folder)).find((name) => name.endsWith(".tar.gz")) ?? "");
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it.each(rehearsed)(
      "verger run -s %s gives the local engine's results, leaves nothing else, and these can be fetched afterwards",
      { timeout: 900_000 },
      async (stack) => {
        const { pulumi, moto, azurite, s3a, spark35, spark41 } = tools;
        const lines: string[] = [];
        const options = {
          stack,
          tools: { pulumi, moto, azurite, s3a, spark: stack === "aws-paris" ? spark35 : spark41 },
          photographs: join(folder, "orchard"),
          bundle,
          spec,
          folder: join(folder, stack),
          onLine: (line: string) => void lines.push(line),
        };
        await mkdir(options.folder);
        const rehearsal = await openRehearsal(options);
        try {
          const life = await lifeOfARun(rehearsal, options);
          expect(life.exitCodes, lines.join("\n")).toEqual([0, 0, 0]);
          expect(life.comparison).toMatchObject({ rows: 60, features: 1280, rowsThatDiffer: 0 });
          expect(life.comparison.projections).toBeLessThan(1e-6);
          expect(life.leftovers).toEqual([]);
        } finally {
          await rehearsal.close();
        }
      },
    );
  });
});
