import type { BundleFile } from "./bundleFile.ts";
import { sha256 } from "../results/sha256.ts";

/** Something that ships: what it is called, under which licence, and what it weighs in the bundle. */
export interface Part {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly origin: "npm" | "pypi" | "verger";
  readonly bytes: number;
}

/**
 * `bom.json`: what is in a bundle, as a CycloneDX 1.6 bill of materials. No time and no serial number, so that the
 * same inputs give the same bytes. Source: cyclonedx.org/docs/1.6/json.
 */
export function bundleManifest(version: string, parts: readonly Part[], files: readonly BundleFile[]): object {
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: { type: "application", name: "verger", version, "bom-ref": `pkg:npm/verger@${version}` },
    },
    components: [
      ...parts.map((part) => ({
        type: "library",
        name: part.name,
        version: part.version,
        "bom-ref": reference(part),
        ...(part.origin === "verger" ? {} : { purl: reference(part) }),
        licenses: [/ (OR|AND) /.test(part.license) ? { expression: part.license } : { license: { id: part.license } }],
        properties: [{ name: "verger:bytes", value: String(part.bytes) }],
      })),
      ...files.map(({ path, content }) => ({
        type: "file",
        name: path,
        hashes: [{ alg: "SHA-256", content: sha256(content) }],
        properties: [{ name: "verger:bytes", value: String(content.byteLength) }],
      })),
    ],
  };
}

function reference({ origin, name, version }: Part): string {
  return origin === "verger" ? name : `pkg:${origin}/${name.replace("@", "%40")}@${version}`;
}
