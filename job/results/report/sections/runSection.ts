import { barChart } from "../charts/barChart.ts";
import { secondsText } from "../numberText.ts";
import { html, type Markup } from "../markup.ts";
import type { ReportData } from "../reportData.ts";
import { shown } from "../shownText.ts";
import { card, nothing, section } from "./section.ts";

/** How the figures came about: what anyone needs to make them again, and what it took. */
export function runSection({ run }: ReportData): Markup {
  if (run.groups.length === 0)
    return section("run", "The run", undefined, nothing("There is no run.json beside these results."));
  return section(
    "run",
    "The run",
    undefined,
    html`<div class="cards flow">
      ${
        run.stages.length > 0 &&
        card(
          "Time by stage",
          run.seconds === undefined ? undefined : `${secondsText(run.seconds)} in all.`,
          barChart(
            "Seconds by stage of the run.",
            run.stages.map(({ name, seconds }) => ({ label: name, value: seconds, text: secondsText(seconds) })),
          ),
        )
      }${
        run.again !== undefined &&
        card(
          "The same again",
          "On the same photographs it gives the same bytes.",
          html`<pre><code>${run.again.map((part, at) => html`${at > 0 && " \\\n  "}${shown(part, 400)}`)}</code></pre>`,
        )
      }${run.groups.map(({ title, facts }) =>
        card(
          title,
          undefined,
          html`<dl class="facts">
            ${facts.map(
              ([name, value]) =>
                html`<div>
                  <dt>${name}</dt>
                  <dd>${shown(value, 400)}</dd>
                </div>`,
            )}
          </dl>`,
        ),
      )}
    </div>`,
  );
}
