import { html, type Content, type Markup } from "../markup.ts";

/** A part of the page with a heading and a place in the contents. */
export const section = (id: string, title: string, lead: Content, content: Content): Markup =>
  html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${lead && html`<p class="lead">${lead}</p>`}${content}
  </section>`;

/** A chart or table with its own heading, and a sentence on how to read it. */
export const card = (title: string, note: Content, content: Content, kind: "half" | "wide" = "half"): Markup =>
  html`<figure class="card ${kind}">
    <figcaption>
      <h3>${title}</h3>
      ${note && html`<p>${note}</p>`}
    </figcaption>
    ${content}
  </figure>`;

/** Instead of a chart: why there is none. */
export const nothing = (why: Content): Markup => html`<p class="nothing">${why}</p>`;

/** The figures of the chart called `name`, for those who would rather read or copy them; folded away. */
export const figuresTable = (name: string, head: readonly Content[], rows: readonly (readonly Content[])[]): Markup =>
  html`<details class="figures">
    <summary>Figures</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Figures: ${name}">${table(head, rows)}</div>
  </details>`;

/** A table whose first column names the row; of figures (to the right) or of texts. */
export const table = (
  head: readonly Content[],
  rows: readonly (readonly Content[])[],
  kind: "figures" | "text" = "figures",
): Markup =>
  html`<table class="${kind}">
    <thead>
      <tr>
        ${head.map((cell) => html`<th scope="col">${cell}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ([first, ...rest]) =>
          html`<tr>
            <th scope="row">${first}</th>
            ${rest.map((cell) => html`<td>${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
