import { requireOwnImages } from "../infra/lifecycle/images/requireOwnImages.ts";
import type { BroughtImages } from "../infra/lifecycle/images/removeImages.ts";
import type { Pulumi } from "../infra/lifecycle/engine/pulumi.ts";
import type { ImageEntry } from "../job/images/listImages.ts";
import { bytes, count, plural } from "./screen/numbers.ts";
import type { StackSession } from "./stackSession.ts";
import type { Terminal } from "./terminal.ts";

/** Photographs of this machine, found and not yet read. */
export interface LocalPictures {
  readonly folder: string;
  readonly entries: readonly ImageEntry[];
}

/** Looks for the photographs before anything is planned. @throws InputError where there are none, or nowhere to go */
export async function localPictures({ stack, settings }: StackSession, folder: string): Promise<LocalPictures> {
  requireOwnImages(stack, settings);
  const { listImages } = await import("../job/images/listImages.ts");
  return { folder, entries: await listImages(folder, { label: "none" }) };
}

const plainLineMilliseconds = 60_000;

/** Redraws a line where there is a live area, and writes one a minute where there is none. */
function progressTeller(terminal: Terminal): (line: string) => void {
  let notedAt = terminal.now().getTime();
  return (line) => {
    if (terminal.live !== undefined) return terminal.live.draw(line);
    const now = terminal.now().getTime();
    if (now - notedAt < plainLineMilliseconds) return;
    notedAt = now;
    terminal.note(line);
  };
}

/** Photographs in the stack's own storage. */
export interface BroughtPictures extends BroughtImages {
  /** What was done, for one line. */
  readonly text: string;
}

/** Brings them to the stack's own storage, with a line that says how far it is. */
export async function bringPictures(
  { stack, settings }: StackSession,
  pulumi: Pulumi,
  { folder, entries }: LocalPictures,
  terminal: Terminal,
): Promise<BroughtPictures> {
  const { bringImages } = await import("../infra/lifecycle/images/bringImages.ts");
  const { interrupted: signal, live, environment } = terminal;
  const tell = progressTeller(terminal);
  try {
    const brought = await bringImages({
      pulumi,
      stack,
      settings,
      folder,
      images: entries,
      signal,
      environment,
      onLine: () => live?.draw(settings.cloud === "aws" ? "  making the bucket" : "  making the workspace"),
      onProgress: ({ images, totalImages, bytes: sent, totalBytes }) =>
        tell(
          `  uploading  ${count(images)}/${count(totalImages)} photographs   ${bytes(sent)} of ${bytes(totalBytes)}`,
        ),
    });
    const already = brought.kept > 0 ? `, ${count(brought.kept)} of them already there` : "";
    const others = brought.others > 0 ? ` · ${count(brought.others)} others in images/, which the job reads too` : "";
    return {
      place: brought.place,
      paths: entries.map(({ path }) => path),
      text: `${plural(brought.images, "photograph")}, ${bytes(brought.bytes)}${already}${others}`,
    };
  } finally {
    live?.clear();
  }
}
