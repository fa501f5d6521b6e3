import { gunzipSync, gzipSync } from "node:zlib";
import { extract, pack } from "tar-stream";
import type { BundleFile } from "./bundleFile.ts";

/** A moment after 1980, which old tools accept, and the same for every file of every bundle. */
const timeOfEverything = new Date("2000-01-01T00:00:00Z");

/** Where gzip notes the system it ran on: 255 says unknown. */
const gzipSystemByte = 9;

/** Files as a .tar.gz that any machine with tar unpacks. The same files give the same bytes on every system. */
export async function packArchive(files: readonly BundleFile[]): Promise<Buffer> {
  const archive = pack();
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  for (const { path, content, executable } of sorted) {
    const header = { name: path, mode: executable ? 0o755 : 0o644, mtime: timeOfEverything };
    archive.entry({ ...header, uid: 0, gid: 0, uname: "root", gname: "root" }, Buffer.from(content));
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk);
  const compressed = gzipSync(Buffer.concat(chunks));
  compressed[gzipSystemByte] = 255;
  return compressed;
}

/** The files of a .tgz as npm packs them, without the folder `package/` they lie in. */
export async function unpackPackage(archive: Uint8Array): Promise<BundleFile[]> {
  const files: BundleFile[] = [];
  const reader = extract();
  reader.end(gunzipSync(archive));
  for await (const entry of reader) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk);
    if (entry.header.type !== "file") continue;
    const path = entry.header.name.replace(/^[^/]+\//, "");
    files.push({ path, content: Buffer.concat(chunks), executable: ((entry.header.mode ?? 0) & 0o100) !== 0 });
  }
  return files;
}
