const marker = { restart0: 0xd0, restart7: 0xd7, endOfImage: 0xd9, startOfScan: 0xda, temporary: 0x01 } as const;

/** What the segments of a JPEG tell without decoding it. Format: ITU-T T.81, annex B. */
interface JpegLayout {
  /** Whether the end marker is there. */
  readonly ends: boolean;
  /** Whether stray bytes lie between segments, as some cameras leave them: harmless, yet libjpeg warns of them. */
  readonly padded: boolean;
}

export function jpegLayout(file: Uint8Array): JpegLayout {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  let padded = false;
  let at = 2;
  while (at < bytes.length) {
    if (bytes[at] !== 0xff) padded = true;
    at = bytes.indexOf(0xff, at);
    if (at < 0) break;
    while (bytes[at] === 0xff) at++;
    const kind = bytes[at++];
    if (kind === marker.endOfImage) return { ends: true, padded };
    if (kind === undefined || at + 2 > bytes.length) break;
    if (standsAlone(kind)) continue;
    at += bytes.readUInt16BE(at);
    if (kind === marker.startOfScan) at = endOfScan(bytes, at);
  }
  return { ends: false, padded };
}

function standsAlone(kind: number): boolean {
  return kind === 0 || kind === marker.temporary || (kind >= marker.restart0 && kind <= marker.restart7);
}

/** Where the next segment starts: entropy-coded data holds only stuffed zeros and restart markers after 0xff. */
function endOfScan(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const kind = bytes[at + 1];
    if (kind !== undefined && kind !== 0xff && !standsAlone(kind)) return at;
  }
  return bytes.length;
}
