/**
 * @typedef {{ from: number, to: number, steps: string }} Column
 * @typedef {{ points: string | null, axes: string[] | null, columns: Column[] }} PlotData
 * @typedef {object} PageData Made by `pageData.ts`.
 * @property {{ label: string, colour: string, shape: string }[]} classes
 * @property {string[]} paths
 * @property {string} classOf
 * @property {{ tile: number, columns: number, tilesPerSheet: number, positions: string }} [thumbnails]
 * @property {Record<string, PlotData>} plots
 */

/** @param {string} text base64 */
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;

/** @type {PageData} */
export const data = JSON.parse(document.getElementById("report-data")?.textContent ?? "{}");

/** Class of every image on the page. */
export const classOf = new Uint32Array(bytes(data.classOf));

/** Classes that the reader has switched off, in all plots. */
export const hidden = /** @type {Set<number>} */ (new Set());

const noTile = 0xffffffff;
const positions = data.thumbnails && new Uint32Array(bytes(data.thumbnails.positions));

/** Where the image's thumbnail lies, or undefined where it has none. @param {number} image */
export function tileOf(image) {
  const position = positions?.[image] ?? noTile;
  if (data.thumbnails === undefined || position === noTile) return undefined;
  const { tile, columns, tilesPerSheet } = data.thumbnails;
  const onSheet = position % tilesPerSheet;
  return {
    sheet: `#sheet-${Math.floor(position / tilesPerSheet)}`,
    viewBox: `${(onSheet % columns) * tile} ${Math.floor(onSheet / columns) * tile} ${tile} ${tile}`,
  };
}

/** @param {Column} column */
export function unpackColumn({ from, to, steps }) {
  const step = (to - from || 1) / 65535;
  return Float64Array.from(new Uint16Array(bytes(steps)), (value) => from + value * step);
}

/** @param {string | null} points */
export const unpackPoints = (points) => (points === null ? undefined : new Uint32Array(bytes(points)));
