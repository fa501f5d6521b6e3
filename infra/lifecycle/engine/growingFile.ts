import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";

/**
 * A file that another process writes and this one reads as it grows. Unlike a pipe it lets the writer live on when the
 * reader is killed. It has no name, so that nothing of it is left when both have ended.
 */
export class GrowingFile {
  readonly #handle: FileHandle;
  readonly #decoder = new StringDecoder("utf8");
  #read = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Makes the file in a folder for temporary files, for its owner's eyes only. */
  static async create(temporary: string): Promise<GrowingFile> {
    const place = await mkdtemp(join(temporary, "verger-"));
    try {
      return new GrowingFile(await open(join(place, "output"), "wx+", 0o600));
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  }

  /** What the writer is given as its stdout or stderr. */
  get descriptor(): number {
    return this.#handle.fd;
  }

  /** The text written since the last call; half a character waits for its other half. */
  async more(): Promise<string> {
    const { size } = await this.#handle.stat();
    const bytes = Buffer.alloc(size - this.#read);
    const { bytesRead } = await this.#handle.read(bytes, 0, bytes.length, this.#read);
    this.#read += bytesRead;
    return this.#decoder.write(bytes.subarray(0, bytesRead));
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
