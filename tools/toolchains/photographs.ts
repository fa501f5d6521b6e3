import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { missing, ready, type Toolchain } from "./toolchain.ts";

/** Real photographs beside the checkout (60, three labels, CC BY-SA 4.0: read by tests, never part of the project). */
export function photographs(): Toolchain {
  const folder =
    process.env.VERGER_TEST_PHOTOGRAPHS ??
    fileURLToPath(new URL("../../../shared/data/fruits-360-sample", import.meta.url));
  return existsSync(folder)
    ? ready(folder)
    : missing("no sample photographs (set VERGER_TEST_PHOTOGRAPHS to the folder of a Fruits-360 sample)");
}
