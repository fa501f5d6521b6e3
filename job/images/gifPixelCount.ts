const longestCode = 12;

/**
 * How many pixels the LZW data of a GIF frame holds, up to its end code or `enough`: decoders fill up what is missing
 * without a word. `data`: the code size, then sub-blocks. Format: GIF89a, appendix F.
 */
export function gifPixelCount(data: Uint8Array, enough: number): number {
  const colourBits = data[0] ?? 0;
  if (colourBits < 1 || colourBits > 11) return 0;
  const clear = 1 << colourBits;
  const lengths = new Uint32Array(1 << longestCode).fill(1, 0, clear);
  let next = clear + 2;
  let width = colourBits + 1;
  let previous = 0;
  let pixels = 0;
  let bits = 0;
  let bitCount = 0;

  for (const byte of subBlockBytes(data)) {
    bits |= byte << bitCount;
    bitCount += 8;
    while (bitCount >= width) {
      const code = bits & ((1 << width) - 1);
      bits >>>= width;
      bitCount -= width;
      if (code === clear + 1) return pixels;
      if (code === clear) {
        next = clear + 2;
        width = colourBits + 1;
        previous = 0;
        continue;
      }
      if (previous > 0 && next < lengths.length) lengths[next++] = previous + 1;
      if (code >= next || (previous === 0 && code >= clear)) return pixels;
      previous = lengths[code]!;
      pixels += previous;
      if (pixels >= enough) return pixels;
      if (next === 1 << width && width < longestCode) width++;
    }
  }
  return pixels;
}

function* subBlockBytes(data: Uint8Array): Generator<number> {
  for (let at = 1; at < data.length; at += 1 + data[at]!)
    for (let index = at + 1; index <= at + data[at]! && index < data.length; index++) yield data[index]!;
}
