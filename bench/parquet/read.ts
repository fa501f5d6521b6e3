import { featureSource } from "../../job/results/featureSource.ts";
import { openFeatureTable } from "../../job/results/openFeatureTable.ts";

/** Reads every row once and prints what it took: read.ts FOLDER SOURCE (bench/parquet.ts). */
const [folder = "", source = ""] = process.argv.slice(2);
const startedAt = performance.now();
const { storage, files } = await featureSource(source, { workingFolder: folder, environment: process.env });
const table = await openFeatureTable(storage, files);
let rows = 0;
for await (const block of table.rowBlocks()) rows += block.rows;
const seconds = (performance.now() - startedAt) / 1000;
console.log(JSON.stringify({ rows, seconds, peakMegabytes: process.resourceUsage().maxRSS / 1000 }));
