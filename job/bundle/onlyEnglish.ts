import type { Plugin } from "esbuild";

/** Leaves out zod's messages in other languages, half of what it brings: ours are English. */
export const onlyEnglish: Plugin = {
  name: "only-english",
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: `export { default as en } from "./en.js";`,
    }));
  },
};
