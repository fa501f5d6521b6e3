import { findPulumi } from "./findPulumi.ts";

/** `npm run tools:pulumi`: makes the command line ready before the tests ask for it. */
const found = await findPulumi();
if ("path" in found) console.log(found.path);
else {
  console.error(found.why);
  process.exitCode = 1;
}
