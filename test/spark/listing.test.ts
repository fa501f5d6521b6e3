import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { describeNeeding } from "../setup/needing.ts";

const root = "abfss://images@orchard.dfs.core.windows.net/photographs";
const details =
  "isDirectory=false; length=123; replication=1; blocksize=268435456; modification_time=1700000000000; access_time=0; " +
  "owner=me; group=us; permission=rw-r--r--; isSymlink=false; hasAcl=false; isEncrypted=false; isErasureCoded=false}";

const script = `
import json, sys
from unittest.mock import MagicMock
from verger_runs import Folder
root, statuses = json.load(sys.stdin)
folder = Folder.__new__(Folder)
folder._jvm, folder.fs, folder.root, folder.on_disk = MagicMock(), MagicMock(), root, False
folder._jvm.org.apache.hadoop.util.StringUtils.join.return_value = "\\0".join(statuses)
print(json.dumps(list(folder._files())))
`;

/** Hadoop's file systems each write the status of a file in a way of their own; one that is not read is a job that stops. */
describeNeeding("spark35", "a listing, as file systems of Hadoop 3.3 write it", (python) => {
  const list = (...statuses: readonly string[]): unknown => {
    const cwd = fileURLToPath(new URL("../../job/engines/spark/python", import.meta.url));
    const input = JSON.stringify([root, statuses]);
    const { stdout, stderr } = spawnSync(python, ["-c", script], { cwd, input, encoding: "utf8" });
    if (stdout === "") throw new Error(stderr);
    return JSON.parse(stdout);
  };
  const path = `path=${root}/pommes d'été/a;b {1}.jpg`;

  it.each([
    ["most of them", `LocatedFileStatus{${path}; ${details}`],
    ["Azure's Data Lake", `AbfsLocatedFileStatus{etag='0x8DC'} AbfsLocatedFileStatus{${path}; ${details}`],
    ["S3", `S3ALocatedFileStatus{${path}; ${details}[eTag='0x8DC', versionId='']`],
  ])("gives path, size and time: %s", (_, status) => {
    const expected = ["pommes d'été/a;b {1}.jpg", 123, 1_700_000_000_000];
    expect(list(status, status)).toEqual([expected, expected]);
  });

  it("stops at what it does not understand, rather than leave a picture out", () => {
    expect(() => list("Status(a.jpg)")).toThrow("the status of a file is not understood: Status(a.jpg)");
  });
});
