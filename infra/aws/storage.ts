import { BucketLogging } from "@pulumi/aws/s3/bucketLogging.js";
import { BucketObjectv2 } from "@pulumi/aws/s3/bucketObjectv2.js";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type Input,
  type Output,
  type Resource,
  asset,
} from "@pulumi/pulumi";
import { sha256 } from "../sha256.ts";
import type { AwsStack } from "./awsStack.ts";
import { storageLayout, bundleKey, scriptKey } from "../storageLayout.ts";
import { expireFolder, HardenedBucket } from "./hardenedBucket.ts";
import { bucketPolicy } from "./policies/bucketPolicy.ts";

type NotebookText = (runs: string, clusterId: string) => string;

export interface StorageArgs {
  readonly stack: AwsStack;
  readonly retainResults: boolean;
  readonly accessLogs: boolean;
  readonly keyArn?: Input<string> | undefined;
}

/** The stack's bucket: bundle, images, runs and logs, each in its folder. */
export class Storage extends ComponentResource {
  readonly bucket: Output<string>;
  readonly arn: Output<string>;
  /** `s3://…` of the bundle, readable once it is uploaded. */
  readonly bundleUri: Output<string>;
  readonly #results: HardenedBucket;
  readonly #stack: AwsStack;

  constructor(name: string, args: StorageArgs, options?: ComponentResourceOptions) {
    super("verger:aws:Storage", name, {}, options);
    const { stack, retainResults: retain } = args;
    this.#stack = stack;
    this.#results = new HardenedBucket(
      "results",
      {
        stack,
        retain,
        parts: [],
        keyArn: args.keyArn,
        lifecycle: [expireFolder("logs", storageLayout.logs, 30), expireFolder("bundles", storageLayout.bundles, 90)],
        policy: (bucket) =>
          bucketPolicy(stack.place, bucket, [{ service: "delivery.logs.amazonaws.com", prefix: storageLayout.logs }]),
      },
      { parent: this },
    );
    const { path, sha256: digest } = stack.context.bundle;
    this.bucket = this.#results.bucket;
    this.arn = this.#results.arn;
    this.bundleUri = this.#upload("bundle", bundleKey(digest), new asset.FileAsset(path));
    if (args.accessLogs) this.#logAccess(retain);
    this.registerOutputs({ bucket: this.bucket, bundleUri: this.bundleUri });
  }

  /** Uploads a script under the digest of its text and gives its `s3://` address. */
  uploadScript(name: string, text: string): Output<string> {
    return this.#upload(name, scriptKey(name, sha256(text)), new asset.StringAsset(text));
  }

  /** Uploads a text that names the folder of the runs. */
  uploadText(name: string, key: string, text: (runs: string) => string): Output<string> {
    return this.#upload(name, key, this.#about(text));
  }

  /** The same for a text that names the cluster too: it belongs to `parent`, as the cluster waits for all of storage. */
  uploadTextOn(clusterId: Output<string>, name: string, key: string, text: NotebookText, parent: Resource): void {
    const source = clusterId.apply((id) => this.#about((runs) => text(runs, id)));
    this.#upload(name, key, source, parent);
  }

  #about(text: (runs: string) => string): Output<asset.Asset> {
    return this.bucket.apply((bucket) => new asset.StringAsset(text(`s3://${bucket}/${storageLayout.runs}`)));
  }

  #upload(name: string, key: string, source: Input<asset.Asset>, parent: Resource = this): Output<string> {
    const object = new BucketObjectv2(
      name,
      { bucket: this.#results.ready, key, source, tags: this.#stack.tags },
      { parent },
    );
    return object.key.apply(() => this.#results.bucket.apply((bucket) => `s3://${bucket}/${key}`));
  }

  #logAccess(retain: boolean): void {
    const stack = this.#stack;
    const logs = new HardenedBucket(
      "access-logs",
      {
        stack,
        retain,
        parts: ["access-logs"],
        lifecycle: [expireFolder("access-logs", "", 90)],
        policy: (bucket) => bucketPolicy(stack.place, bucket, [{ service: "logging.s3.amazonaws.com", prefix: "" }]),
      },
      { parent: this },
    );
    new BucketLogging(
      "access-logs",
      { bucket: this.bucket, targetBucket: logs.ready, targetPrefix: storageLayout.accessLogs },
      { parent: this, retainOnDelete: retain },
    );
  }
}
