import { hostileGifs } from "./hostileGifs.ts";
import { hostileJpegs } from "./hostileJpegs.ts";
import { hostilePngs } from "./hostilePngs.ts";
import { hostileTiffs } from "./hostileTiffs.ts";
import { hostileWebps } from "./hostileWebps.ts";
import { notImages } from "./notImages.ts";

/** One file that a job may meet, and what must become of it. */
export interface HostileFile {
  /** A file name with the extension the file claims. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** `decodes`, or what its reason of rejection must match. */
  readonly expectation: "decodes" | RegExp;
}

/** Every kind of odd, damaged or malicious file Verger promises to survive, made afresh from code. */
export async function hostileCorpus(): Promise<HostileFile[]> {
  return [
    ...(await notImages()),
    ...(await hostileJpegs()),
    ...(await hostilePngs()),
    ...hostileTiffs(),
    ...(await hostileGifs()),
    ...(await hostileWebps()),
  ];
}
