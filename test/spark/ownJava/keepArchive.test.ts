import { mkdtemp, readdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Archive } from "../../../job/engines/spark/ownJava/javaOptions.ts";
import { keepArchive } from "../../../job/engines/spark/ownJava/keepArchive.ts";

const now = new Date("2026-11-21T00:00:00Z");

/** What Java does when it is told to. */
type Tell = (pid: number, command: string) => Promise<void>;

const dump: Tell = async (_, command) => {
  const file = /^VM\.cds dynamic_dump "(.*)"$/.exec(command)?.[1];
  if (file === undefined) throw new Error(`not understood: ${command}`);
  await writeFile(file, "archive");
};
const unasked: Tell = () => Promise.reject(new Error("it was not to be asked"));

describe("at the end of a whole job", () => {
  let folder: string;
  let place: string;
  let said: string[];
  let stopped: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "verger java-"));
    place = join(folder, "0123456789abcdef");
    said = [];
    stopped = 0;
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** @returns what the cache holds afterwards */
  async function keep(archive: Archive, tell: Tell, pid = process.pid): Promise<string[]> {
    const driver = {
      async stop() {
        stopped++;
        return pid;
      },
      async complain(line: string) {
        said.push(line);
      },
    };
    await keepArchive(archive, driver, { tell, now: () => now });
    return (await readdir(folder)).sort();
  }

  it("the archive is written to a name of its own, and then renamed to say how long it is", async () => {
    let told = "";
    const files = await keep({ state: "wanted", place }, async (pid, command) => {
      told = command;
      await dump(pid, command);
    });
    expect(files).toEqual(["0123456789abcdef-7.jsa"]);
    expect(told).toContain(`${place}.${process.pid}"`);
    expect(said).toEqual([expect.stringContaining("VERGER_JAVA_ARCHIVE=off")]);
  });

  it("what goes wrong is a line, and leaves nothing", async () => {
    const files = await keep({ state: "wanted", place }, async (pid, command) => {
      await dump(pid, command);
      throw new Error("no space is left");
    });
    expect(files).toEqual([]);
    expect(said.at(-1)).toBe("What Java had loaded was not kept: no space is left");
  });

  it("archives unused for 90 days go when another is written, and what an interrupted run left", async () => {
    const days = { "used-1.jsa": 80, "unused-1.jsa": 100, "fresh.1": 0, "left.2": 2 };
    for (const [name, ago] of Object.entries(days)) {
      await writeFile(join(folder, name), "");
      const time = new Date(now.getTime() - ago * 86_400_000);
      await utimes(join(folder, name), time, time);
    }
    expect(await keep({ state: "wanted", place }, dump)).toEqual([`${basename(place)}-7.jsa`, "fresh.1", "used-1.jsa"]);
  });

  it.runIf(process.platform === "linux")("an archive that Java would not take is removed", async () => {
    const file = `${place}-7.jsa`;
    await writeFile(file, "archive");
    expect(await keep({ state: "kept", file }, unasked)).toEqual([]);
  });

  it("an archive stays where Java took it, through links too, or the system does not tell", async () => {
    const file = `${place}-7.jsa`;
    await symlink(process.execPath, file);
    expect(await keep({ state: "kept", file }, unasked)).toHaveLength(1);
    expect(await keep({ state: "kept", file }, unasked, 2 ** 30), "of no such process").toHaveLength(1);
    expect(said).toEqual([]);
  });

  it("nothing is done where none was wanted: Java may be another's", async () => {
    await keep({ state: "none" }, unasked);
    expect([stopped, said]).toEqual([0, []]);
  });
});
