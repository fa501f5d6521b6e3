/** A file of a bundle to be: its place under the bundle's root, with `/` between parts. */
export interface BundleFile {
  readonly path: string;
  readonly content: Uint8Array;
  readonly executable: boolean;
}

export const plainFile = (path: string, content: Uint8Array | string): BundleFile => ({
  path,
  content: typeof content === "string" ? Buffer.from(content) : content,
  executable: false,
});
