import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { renderOrchard } from "../../samples/renderOrchard.ts";
import { describeLong } from "../setup/describeLong.ts";
import { describeNeedingAll } from "../setup/needing.ts";
import { lifeOfARun } from "./lifeOfARun.ts";
import { openRehearsal } from "./rehearsal.ts";

const run = promisify(execFile);
const program = fileURLToPath(new URL("../../bin/verger.js", import.meta.url));
const spec = { extractor: "mobilenet-v2", weights: "seeded:0", variance: 0.9 } as const;

/** From nothing to results and back to nothing, by the commands a user types, with the bundle a user builds. */
describeLong("a rehearsal of aws-paris", () => {
  describeNeedingAll(["pulumi", "moto", "spark35", "s3a"], "against stand-ins, with real Spark", (tools) => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "verger-rehearsal-"));
      await renderOrchard(join(folder, "orchard"), { count: 60 });
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it("gives the local engine's results and leaves nothing", { timeout: 900_000 }, async () => {
      const build = ["bundle", "build", "--weights", spec.weights, "--python", "none", "--out", folder];
      await run(process.execPath, [program, ...build]);
      const bundle = (await readdir(folder)).find((name) => name.endsWith(".tar.gz")) ?? "";
      const lines: string[] = [];
      const options = {
        tools,
        photographs: join(folder, "orchard"),
        bundle: join(folder, bundle),
        spec,
        folder,
        onLine: (line: string) => void lines.push(line),
      };
      const rehearsal = await openRehearsal(options);
      try {
        const life = await lifeOfARun(rehearsal, options);
        expect(life.exitCodes, lines.join("\n")).toEqual([0, 0]);
        expect(life.comparison).toMatchObject({ rows: 60, features: 1280, rowsThatDiffer: 0 });
        expect(life.comparison.projections).toBeLessThan(1e-6);
        expect(life.leftovers).toEqual([]);
      } finally {
        await rehearsal.close();
      }
    });
  });
});
