import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { receiptPage } from "./receiptPage.ts";
import type { Receipt } from "./receiptSchema.ts";

/** Writes `receipt.json` and `receipt.html` under `<folder>/<stack>/<moment>/`. Gives that folder. */
export async function writeReceipt(folder: string, receipt: Receipt): Promise<string> {
  const home = join(folder, receipt.stack, receipt.askedAt.replaceAll(":", "-"));
  await mkdir(home, { recursive: true });
  await whole(join(home, "receipt.json"), `${JSON.stringify(receipt, null, 2)}\n`);
  await whole(join(home, "receipt.html"), receiptPage(receipt));
  return home;
}

async function whole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
}
