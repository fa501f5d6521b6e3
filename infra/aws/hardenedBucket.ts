import { Bucket } from "@pulumi/aws/s3/bucket.js";
import { BucketLifecycleConfiguration } from "@pulumi/aws/s3/bucketLifecycleConfiguration.js";
import { BucketOwnershipControls } from "@pulumi/aws/s3/bucketOwnershipControls.js";
import { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy.js";
import { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock.js";
import { BucketServerSideEncryptionConfiguration } from "@pulumi/aws/s3/bucketServerSideEncryptionConfiguration.js";
import { BucketVersioning } from "@pulumi/aws/s3/bucketVersioning.js";
import type { input } from "@pulumi/aws/types/index.js";
import { ComponentResource, type ComponentResourceOptions, type Input, type Output, output } from "@pulumi/pulumi";
import { longestName, stackName } from "../names.ts";
import type { AwsStack } from "./awsStack.ts";
import type { PolicyDocument } from "./policies/policyDocument.ts";

export interface HardenedBucketArgs {
  readonly stack: AwsStack;
  /** Parts of the name after the stack's; Pulumi adds a suffix that makes it unique. */
  readonly parts: readonly string[];
  /** Whether the bucket outlives the stack. Otherwise it goes, with everything in it. */
  readonly retain: boolean;
  readonly keyArn?: Input<string> | undefined;
  readonly lifecycle: readonly input.s3.BucketLifecycleConfigurationRule[];
  readonly policy: (bucket: string) => PolicyDocument;
}

/** An S3 bucket that is private, encrypted, versioned, TLS-only and owned by its account alone. */
export class HardenedBucket extends ComponentResource {
  readonly bucket: Output<string>;
  readonly arn: Output<string>;
  /** Resolves when public access is blocked and the policy stands: nothing should be put in before. */
  readonly ready: Output<string>;

  constructor(name: string, args: HardenedBucketArgs, options?: ComponentResourceOptions) {
    super("verger:aws:HardenedBucket", name, {}, options);
    const { stack, retain } = args;
    const child = { parent: this, retainOnDelete: retain };

    const resource = new Bucket(
      stackName(stack.context.stack, args.parts, longestName.bucket),
      { forceDestroy: !retain, tags: stack.tags },
      child,
    );
    const { bucket } = resource;
    const blocked = new BucketPublicAccessBlock(
      name,
      { bucket, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
      child,
    );
    new BucketOwnershipControls(name, { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } }, child);
    new BucketServerSideEncryptionConfiguration(name, { bucket, rules: [encryptionRule(args.keyArn)] }, child);
    const versioning = new BucketVersioning(name, { bucket, versioningConfiguration: { status: "Enabled" } }, child);
    new BucketLifecycleConfiguration(
      name,
      { bucket, rules: [...args.lifecycle, housekeeping] },
      { ...child, dependsOn: versioning },
    );
    const policy = new BucketPolicy(
      name,
      { bucket, policy: bucket.apply((id) => JSON.stringify(args.policy(id))) },
      { ...child, dependsOn: blocked },
    );

    this.bucket = bucket;
    this.arn = resource.arn;
    this.ready = output([bucket, policy.id]).apply(([id = ""]) => id);
    this.registerOutputs({ bucket, arn: resource.arn });
  }
}

/** A lifecycle rule that removes the objects of a folder after so many days. */
export function expireFolder(id: string, prefix: string, days: number): input.s3.BucketLifecycleConfigurationRule {
  return { id, status: "Enabled", filter: { prefix }, expiration: { days } };
}

/** Replaced or removed objects stay recoverable for a week; abandoned uploads go after a day. */
const housekeeping: input.s3.BucketLifecycleConfigurationRule = {
  id: "housekeeping",
  status: "Enabled",
  filter: { prefix: "" },
  noncurrentVersionExpiration: { noncurrentDays: 7 },
  abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
};

function encryptionRule(keyArn: Input<string> | undefined): input.s3.BucketServerSideEncryptionConfigurationRule {
  return {
    applyServerSideEncryptionByDefault:
      keyArn === undefined ? { sseAlgorithm: "AES256" } : { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
    bucketKeyEnabled: keyArn !== undefined,
  };
}
