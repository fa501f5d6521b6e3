import { html, type Markup } from "../markup.ts";
import type { ReportData } from "../reportData.ts";
import { isolated } from "../shownText.ts";

/** One tile of the page's sheets, as a picture with its path; undefined where there is no tile for the image. */
export function thumbnail(data: ReportData, image: number, side: number): Markup | undefined {
  const thumbnails = data.survey?.thumbnails;
  const position = thumbnails?.positionOf.get(image);
  if (thumbnails === undefined || position === undefined) return undefined;
  const { tile, columns, tilesPerSheet } = thumbnails;
  const onSheet = position % tilesPerSheet;
  const path = isolated(data.images[image]?.path ?? "", 120);
  return html`<svg
    class="tile"
    role="img"
    aria-label="${path}"
    width="${side}"
    height="${side}"
    viewBox="${(onSheet % columns) * tile} ${Math.floor(onSheet / columns) * tile} ${tile} ${tile}"
  >
    <title>${path}</title>
    <use href="#sheet-${Math.floor(position / tilesPerSheet)}" />
  </svg>`;
}

/** The sheets themselves, once a page, out of sight. */
export function thumbnailSheetDefinitions(data: ReportData): Markup | undefined {
  const thumbnails = data.survey?.thumbnails;
  if (thumbnails === undefined || thumbnails.sheets.length === 0) return undefined;
  const { tile, columns, tilesPerSheet } = thumbnails;
  return html`<svg class="sheets" width="0" height="0" aria-hidden="true">
    <defs>
      ${thumbnails.sheets.map((sheet, index) => {
        const rows = Math.ceil(Math.min(tilesPerSheet, thumbnails.positionOf.size - index * tilesPerSheet) / columns);
        return html`<image id="sheet-${index}" width="${columns * tile}" height="${rows * tile}" href="${sheet}" />`;
      })}
    </defs>
  </svg>`;
}
