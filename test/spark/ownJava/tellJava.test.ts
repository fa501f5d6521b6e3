import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tellJava } from "../../../job/engines/spark/ownJava/tellJava.ts";
import { describeNeeding } from "../../setup/needing.ts";

/** A Java without development tools has no jcmd: this is what takes its place. */
describeNeeding("java", "a Java that listens", (java) => {
  it("writes the archive that it is told to write, and says why where it cannot", async () => {
    const folder = await mkdtemp(join(tmpdir(), "verger java-"));
    const options = ["-Xshare:auto", "-XX:+RecordDynamicDumpInfo", "-XX:+StartAttachListener"];
    const asking = ["sun.security.tools.keytool.Main", "-genkeypair", "-keystore", join(folder, "none")];
    const listening = spawn(java, [...options, ...asking]);
    try {
      await once(listening.stderr, "data"); // It asks for a password, and waits.
      const tell = (file: string) => tellJava(listening.pid ?? 0, `VM.cds dynamic_dump "${join(folder, file)}"`);
      await tell("an archive");
      expect((await stat(join(folder, "an archive"))).size).toBeGreaterThan(10_000);
      await expect(tell("nowhere/archive")).rejects.toThrow("No such file");
    } finally {
      listening.kill();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("is not waited for where it does not listen", async () => {
    await expect(tellJava(2 ** 30, "VM.version")).rejects.toThrow("ENOENT");
  });
});
