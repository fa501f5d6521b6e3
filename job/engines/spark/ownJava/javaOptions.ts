/** On one machine Java's second compiler and its parallel collector cost a short job more than they gain. */
export const lean = "-XX:+IgnoreUnrecognizedVMOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

/** An archive that is damaged, or another Java's, is passed over, without a word on stdout. */
const checked = "-Xshare:auto -XX:+VerifySharedSpaces -Xlog:cds=off -Xlog:cds+dynamic=off";

/** Java remembers what it loads, and listens for the command to keep it (`tellJava.ts`). */
const remembering = "-XX:+RecordDynamicDumpInfo -XX:+StartAttachListener";

/** What the driver's Java has of a class archive: none is wanted, one is there to start from, or one is to be written. */
export type Archive =
  | { readonly state: "none" }
  | { readonly state: "kept"; readonly file: string }
  /** `place`: how the names of its files begin. */
  | { readonly state: "wanted"; readonly place: string };

/** @returns Java's options, as Spark's `extraJavaOptions` takes them */
export function javaOptions(archive: Archive): string {
  switch (archive.state) {
    case "none":
      return lean;
    case "kept":
      return `${lean} ${checked} "-XX:SharedArchiveFile=${archive.file}"`;
    case "wanted":
      return `${lean} ${checked} ${remembering}`;
  }
}
