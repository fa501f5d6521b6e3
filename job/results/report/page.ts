import { createHash } from "node:crypto";
import { browserScript } from "./browserScript.ts";
import { thumbnailSheetDefinitions } from "./charts/thumbnail.ts";
import { html, Markup } from "./markup.ts";
import { pageData } from "./pageData.ts";
import type { ReportData } from "./reportData.ts";
import { dataSection } from "./sections/dataSection.ts";
import { headline } from "./sections/headline.ts";
import { pcaSection } from "./sections/pcaSection.ts";
import { problemsSection } from "./sections/problemsSection.ts";
import { runSection } from "./sections/runSection.ts";
import { structureSection } from "./sections/structureSection.ts";
import { printable } from "./shownText.ts";
import { styles } from "./styles.ts";

/**
 * The report as one HTML page without any reference outside itself. Its content security policy allows nothing but its
 * own style and script, by digest.
 */
export function page(data: ReportData): string {
  const style = styles();
  const script = browserScript();
  const policy = [
    "default-src 'none'",
    `style-src '${sourceDigest(style)}'`,
    `script-src '${sourceDigest(script)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const contents = [
    ["data", "Data"],
    ["problems", "Image problems"],
    ["pca", "PCA"],
    ["structure", "Structure"],
    ["run", "The run"],
  ] as const;
  return html`${new Markup("<!doctype html>")}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${printable(data.runId)} · Verger</title>
        <link rel="icon" href="data:," />
        ${new Markup(`<style>${style}</style>`)}
      </head>
      <body>
        <a class="skip" href="#data">Skip to the data</a>
        ${thumbnailSheetDefinitions(data)} ${headline(data)}
        <nav aria-label="Contents">
          <ul>
            ${contents.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}
            <li class="last"><button type="button" id="theme" hidden>Light or dark</button></li>
          </ul>
        </nav>
        <main>
          ${dataSection(data)} ${problemsSection(data)} ${pcaSection(data)} ${structureSection(data)}
          ${runSection(data)}
        </main>
        <footer class="foot">
          <p>
            Made by Verger from <code>features/</code>, <code>rejects/</code>, <code>pca/</code> and
            <code>run.json</code> of the run. This page holds all it shows and asks nothing of the network.
          </p>
        </footer>
        ${new Markup(`<script type="application/json" id="report-data">${pageData(data).text}</script>`)}
        ${new Markup(`<script>${script}</script>`)}
      </body>
    </html> `.text;
}

const sourceDigest = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;
