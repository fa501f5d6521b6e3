import type { HostileFile } from "./hostileFile.ts";
import { hostileGifs } from "./hostileGifs.ts";
import { hostileJpegs } from "./hostileJpegs.ts";
import { hostilePngs } from "./hostilePngs.ts";
import { hostileTiffs } from "./hostileTiffs.ts";
import { hostileWebps } from "./hostileWebps.ts";
import { notImages } from "./notImages.ts";

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
