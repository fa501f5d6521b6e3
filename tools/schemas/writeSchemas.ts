import { writeFile } from "node:fs/promises";
import { publishedSchemas } from "./publishedSchemas.ts";

for (const [name, text] of publishedSchemas()) {
  await writeFile(new URL(`../../docs/schemas/${name}`, import.meta.url), text);
  console.log(`docs/schemas/${name}`);
}
