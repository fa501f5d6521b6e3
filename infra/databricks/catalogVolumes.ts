import { Catalog } from "@pulumi/databricks/catalog.js";
import { ExternalLocation } from "@pulumi/databricks/externalLocation.js";
import { Schema } from "@pulumi/databricks/schema.js";
import type { StorageCredential } from "@pulumi/databricks/storageCredential.js";
import { Volume } from "@pulumi/databricks/volume.js";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type Input,
  type Output,
  type Resource,
  interpolate,
} from "@pulumi/pulumi";
import { stackName } from "../names.ts";

export interface CatalogVolumesArgs {
  readonly stack: string;
  readonly credential: StorageCredential;
  /** `s3://bucket` or `abfss://container@account.dfs.core.windows.net`, without a slash at the end. */
  readonly storage: Input<string>;
  /** Photographs that are not in the stack's storage: a folder that is only read. */
  readonly imagesElsewhere?: { readonly url: Input<string>; readonly credential: StorageCredential } | undefined;
  /** What makes the storage reachable for Databricks. */
  readonly after: readonly Resource[];
}

const schemaName = "photographs";

/**
 * The stack's storage as Unity Catalog sees it: external volumes, so that removing them never removes a file. The
 * files go, or stay, with the bucket or container.
 */
export class CatalogVolumes extends ComponentResource {
  /** `/Volumes/…` folders, each ending in `/`. */
  readonly bundles: Output<string>;
  readonly runs: Output<string>;
  readonly logs: Output<string>;
  readonly images: Output<string>;
  /** Everything that must stand before a file is written or a job started. */
  readonly ready: readonly Resource[];
  readonly #catalog: string;
  readonly #schema: Schema;

  constructor(name: string, args: CatalogVolumesArgs, options?: ComponentResourceOptions) {
    super("verger:databricks:CatalogVolumes", name, {}, options);
    const { stack, storage, after } = args;
    const child = { parent: this };
    this.#catalog = stackName(stack).replaceAll("-", "_");

    const location = this.#location("storage", interpolate`${storage}/`, args.credential, false, after);
    const catalog = new Catalog(
      name,
      {
        name: this.#catalog,
        comment: `Made by Verger for the stack ${stack}`,
        storageRoot: interpolate`${storage}/catalog`,
        isolationMode: "ISOLATED",
        forceDestroy: true,
      },
      { ...child, dependsOn: [location] },
    );
    this.#schema = new Schema(name, { catalogName: catalog.name, name: schemaName, forceDestroy: true }, child);

    const volume = (part: string): Volume => this.#volume(part, interpolate`${storage}/${part}`, location);
    const [bundles, runs, logs] = [volume("bundles"), volume("runs"), volume("logs")];
    const images = this.#images(args, location);
    this.bundles = this.#path(bundles);
    this.runs = this.#path(runs);
    this.logs = this.#path(logs);
    this.images = this.#path(images);
    this.ready = [bundles, runs, logs, images];
    this.registerOutputs({ runs: this.runs, images: this.images });
  }

  #images({ imagesElsewhere, storage }: CatalogVolumesArgs, own: ExternalLocation): Volume {
    if (imagesElsewhere === undefined) return this.#volume("images", interpolate`${storage}/images`, own);
    const { url, credential } = imagesElsewhere;
    return this.#volume("images", url, this.#location("images", url, credential, true, []));
  }

  /** Validation is left out: the role or assignment behind the credential may need a minute to be seen everywhere. */
  #location(
    part: string,
    url: Input<string>,
    credential: StorageCredential,
    readOnly: boolean,
    after: readonly Resource[],
  ): ExternalLocation {
    return new ExternalLocation(
      part,
      {
        name: `${this.#catalog}_${part}`,
        url,
        credentialName: credential.name,
        readOnly,
        isolationMode: "ISOLATION_MODE_ISOLATED",
        skipValidation: true,
        forceDestroy: true,
      },
      { parent: this, dependsOn: [...after] },
    );
  }

  #volume(name: string, storageLocation: Input<string>, location: ExternalLocation): Volume {
    const catalogName = this.#schema.catalogName;
    return new Volume(
      name,
      { name, catalogName, schemaName: this.#schema.name, volumeType: "EXTERNAL", storageLocation },
      { parent: this, dependsOn: [location] },
    );
  }

  #path(volume: Volume): Output<string> {
    return interpolate`/Volumes/${volume.catalogName}/${volume.schemaName}/${volume.name}/`;
  }
}
