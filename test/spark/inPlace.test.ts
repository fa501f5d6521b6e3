import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { describeNeeding } from "../setup/needing.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const Seen = z.object({
  rows: z.array(z.array(z.string())),
  on_disk: z.int(),
  largest: z.int(),
  failure: z.string().nullable(),
});

/** Without Spark's own writer between, nothing else keeps a task that ran twice from doubling its rows. */
describeNeeding("spark35", "tasks that read and write in place", (python) => {
  const folder = mkdtempSync(join(tmpdir(), "verger-in-place-"));
  let seen: z.output<typeof Seen>;

  beforeAll(() => {
    const args = [here("inPlace.py"), here("../../job/engines/spark/python"), folder];
    seen = Seen.parse(JSON.parse(execFileSync(python, args, { encoding: "utf8" })));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("write each picture once, by its name, however often they run", () => {
    const expected = Array.from({ length: 100 }, (_, number) => `${number % 3}/né ${number}.jpg`);
    expect(seen.rows.flat().sort()).toEqual([...expected, "\ufffd.jpg"].sort());
    expect(seen.on_disk).toBe(2 * seen.rows.length);
  });

  it("are of even size, sorted by path, and hand over so many pictures at once and no more", () => {
    for (const wave of [seen.rows.slice(0, 3), seen.rows.slice(3)]) {
      const sizes = wave.map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }
    for (const paths of seen.rows) expect(paths).toEqual([...paths].sort());
    expect(seen.largest).toBe(8);
  });

  it("fail on a machine that does not see the pictures, where each would be missing", () => {
    expect(seen.failure).toContain("every machine of the cluster has to");
  });
});
