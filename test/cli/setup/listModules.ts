import { registerHooks } from "node:module";

/** Preloaded with `node --import`: writes the address of every module the process loads, one a line, to stderr at its end. */
const loaded = new Set<string>();
registerHooks({
  load: (url, context, nextLoad) => {
    loaded.add(url);
    return nextLoad(url, context);
  },
});
process.on("exit", () => process.stderr.write([...loaded].join("\n")));
