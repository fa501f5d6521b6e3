import { readFileSync, writeFileSync } from "node:fs";
import { configurationPage } from "./configurationPage.ts";
import { withFigures } from "./figuresTable.ts";
import { policiesPage } from "./policiesPage.ts";
import { pricesPage } from "./pricesPage.ts";
import { stacksPage } from "./stacksPage.ts";

const docs = new URL("../../docs/", import.meta.url);

/** The pages that are made from the code, by their path in docs/. A test fails when one is not up to date. */
export async function generatedPages(): Promise<Readonly<Record<string, string>>> {
  return {
    "configuration.md": configurationPage(),
    "policies.md": await policiesPage(),
    "prices.md": pricesPage(),
    "stacks/README.md": stacksPage(),
    "estimates.md": withFigures(readFileSync(new URL("estimates.md", docs), "utf8")),
  };
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(await generatedPages())) writeFileSync(new URL(path, docs), text);
}
