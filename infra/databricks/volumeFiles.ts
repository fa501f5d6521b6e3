import { File } from "@pulumi/databricks/file.js";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type Output,
  type Resource,
  interpolate,
} from "@pulumi/pulumi";
import { bundleKey, scriptKey, volumePath } from "../storageLayout.ts";
import type { JobBundle } from "../deployContext.ts";
import { nodeScript } from "../nodeScripts.ts";
import { sha256 } from "../sha256.ts";

export interface VolumeFilesArgs {
  readonly bundle: JobBundle;
  /** The volume of the bundles, ending in `/`. */
  readonly folder: Output<string>;
  readonly after: readonly Resource[];
}

/** The bundle and the init script in a volume, written through Databricks: the storage itself takes no key. */
export class VolumeFiles extends ComponentResource {
  readonly bundle: Output<string>;
  readonly initScript: Output<string>;

  constructor(name: string, { bundle, folder, after }: VolumeFilesArgs, options?: ComponentResourceOptions) {
    super("verger:databricks:VolumeFiles", name, {}, options);
    const child = { parent: this, dependsOn: [...after] };
    const script = nodeScript("databricks-init.sh");
    const archive = new File(
      "bundle",
      { path: interpolate`${folder}${volumePath(bundleKey(bundle.sha256))}`, source: bundle.path },
      child,
    );
    const init = new File(
      "databricks-init.sh",
      {
        path: interpolate`${folder}${volumePath(scriptKey("databricks-init.sh", sha256(script)))}`,
        contentBase64: Buffer.from(script).toString("base64"),
      },
      child,
    );
    this.bundle = archive.path;
    this.initScript = init.path;
    this.registerOutputs({ bundle: this.bundle, initScript: this.initScript });
  }
}
