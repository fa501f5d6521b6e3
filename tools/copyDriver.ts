// The Spark driver is Python: tsc leaves it behind, the built package needs it.
import { cp } from "node:fs/promises";

const driver = "job/engines/spark/python";
const root = new URL("../", import.meta.url);
await cp(new URL(driver, root), new URL(`dist/${driver}`, root), {
  recursive: true,
  filter: (path) => !path.includes("__pycache__"),
});
