import { createRequire } from "node:module";

/** What Pulumi's SDK loads to serialise functions and to start its engine, and a plan never calls. */
const unused = ["typescript", "./vendor/typescript@3.8.3/typescript.js", "@npmcli/arborist", "normalize-package-data"];

/**
 * Puts a stand-in where Node keeps what Pulumi's SDK is about to load without need: the module itself is loaded by the
 * first that reads anything of it. They are half of the modules of a plan. See decision 0065.
 */
export function deferUnused(): void {
  const fromPulumi = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi"));
  for (const specifier of unused) {
    const path = resolved(fromPulumi, specifier);
    if (path === undefined || path in fromPulumi.cache) continue;
    const standIn = new Proxy(
      {},
      {
        get(_, key) {
          if (key === "__esModule") return true;
          if (fromPulumi.cache[path]?.exports === standIn) delete fromPulumi.cache[path];
          const loaded: object = fromPulumi(path);
          return key === "default" && !("default" in loaded) ? loaded : Reflect.get(loaded, key);
        },
      },
    );
    fromPulumi.cache[path] = cached(fromPulumi, path, standIn);
  }
}

/** Where a package is, or undefined where it is not installed: TypeScript is not beside an installed Verger. */
function resolved(from: NodeJS.Require, specifier: string): string | undefined {
  try {
    return from.resolve(specifier);
  } catch {
    return undefined;
  }
}

function cached(from: NodeJS.Require, path: string, exports: object): NodeJS.Module {
  return {
    id: path,
    path,
    filename: path,
    exports,
    loaded: true,
    isPreloading: false,
    require: from,
    parent: undefined,
    children: [],
    paths: [],
  };
}
