import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { diskStorage } from "../../../../job/storage/diskStorage.ts";
import { openStorage } from "../../../../job/storage/openStorage.ts";
import type { Storage } from "../../../../job/storage/storage.ts";
import { RestError } from "./restError.ts";

interface Volume {
  /** `catalog/schema/name`. */
  readonly name: string;
  /** `s3://…`, `abfss://…` or `file://…`. */
  readonly location: string;
  /** What nodes see under `/Volumes`. */
  readonly folder: string;
}

/**
 * External volumes. On Databricks nodes see the bucket itself; here they see a folder into which it is copied before a
 * run, and from which what is new is copied back after it.
 */
export class Volumes {
  readonly #root: string;
  readonly #volumes = new Map<string, Volume>();
  readonly #inStorage = new Set<string>();

  constructor(folder: string) {
    this.#root = join(folder, "Volumes");
  }

  async create(name: string, location: string): Promise<void> {
    const folder = location.startsWith("file:") ? fileURLToPath(location) : join(this.#root, name);
    await mkdir(folder, { recursive: true });
    this.#volumes.set(name, { name, location, folder });
  }

  remove(name: string): boolean {
    return this.#volumes.delete(name);
  }

  /** Where a path of `/Volumes/catalog/schema/volume/…` lies on this machine. */
  here(path: string): string {
    const { volume, inside } = this.#inside(path);
    return join(volume.folder, inside);
  }

  #inside(path: string): { readonly volume: Volume; readonly inside: string } {
    const [, root, catalog, schema, name, ...rest] = path.split("/");
    const volume = this.#volumes.get([catalog, schema, name].join("/"));
    if (root !== "Volumes" || volume === undefined) throw new RestError(404, "NOT_FOUND", `no volume of ${path}`);
    if (rest.includes("..")) throw new RestError(400, "INVALID_PARAMETER_VALUE", path);
    return { volume, inside: rest.join("/") };
  }

  /** A text whose paths are a node's, with this machine's instead: of volumes, and of the bundle's home. */
  replaced(text: string, nodeHome: string, home: string): string {
    let replaced = text.replaceAll(nodeHome, home);
    for (const { name, folder } of this.#volumes.values())
      replaced = replaced.replaceAll(new RegExp(`/Volumes/${name}(?=[/"]|$)`, "g"), folder);
    return replaced;
  }

  /** Makes a folder, and those above it. */
  async makeFolder(path: string): Promise<void> {
    await mkdir(this.here(path), { recursive: true });
  }

  /** Puts a file into a folder that is there, and into the storage behind it. */
  async write(path: string, content: Uint8Array, overwrite: boolean): Promise<void> {
    const file = this.here(path);
    if (!existsSync(dirname(file))) throw new RestError(404, "NOT_FOUND", `no folder of ${path}`);
    if (!overwrite && existsSync(file)) throw new RestError(409, "ALREADY_EXISTS", `${path} exists.`);
    await diskStorage(dirname(file)).write(file.slice(dirname(file).length + 1), content);
    const { volume, inside } = this.#inside(path);
    if (!isExternal(volume)) return;
    await (await storageOf(volume)).write(inside, content);
    this.#inStorage.add(`${volume.name}/${inside}`);
  }

  async removeFile(path: string): Promise<void> {
    const file = this.here(path);
    if (!existsSync(file)) throw new RestError(404, "NOT_FOUND", `${path} does not exist.`);
    await rm(file);
    const { volume, inside } = this.#inside(path);
    if (isExternal(volume)) await (await storageOf(volume)).remove(inside);
  }

  async fromStorage(): Promise<void> {
    for (const volume of this.#external()) {
      const [there, disk] = [await storageOf(volume), diskStorage(volume.folder)];
      for (const { path, bytes } of await there.list("")) {
        this.#inStorage.add(`${volume.name}/${path}`);
        if ((await disk.size(path)) !== bytes) await disk.write(path, await there.read(path));
      }
    }
  }

  async toStorage(): Promise<void> {
    for (const volume of this.#external()) {
      const there = await storageOf(volume);
      for (const { path } of await diskStorage(volume.folder).list("")) {
        if (this.#inStorage.has(`${volume.name}/${path}`)) continue;
        await there.write(path, await readFile(join(volume.folder, path)));
      }
    }
  }

  #external(): readonly Volume[] {
    return [...this.#volumes.values()].filter(isExternal);
  }
}

const isExternal = ({ location }: Volume): boolean => !location.startsWith("file:");

const storageOf = ({ location, folder }: Volume): Promise<Storage> =>
  openStorage(location, { workingFolder: folder, environment: process.env });
