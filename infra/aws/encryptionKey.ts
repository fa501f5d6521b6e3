import { Alias } from "@pulumi/aws/kms/alias.js";
import { Key } from "@pulumi/aws/kms/key.js";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { type AwsStack, named } from "./awsStack.ts";
import { keyPolicy } from "./policies/keyPolicy.ts";

export interface EncryptionKeyArgs {
  readonly stack: AwsStack;
  /** Whether the bucket is encrypted with it: then it must live as long as what it encrypts. */
  readonly encryptsBucket: boolean;
  /** Whether EC2 fleets put it on their disks. */
  readonly fleets: boolean;
  readonly retain: boolean;
}

/** A key of the stack's own, rotated every year. */
export class EncryptionKey extends ComponentResource {
  readonly arn: Output<string>;

  constructor(
    name: string,
    { stack, encryptsBucket, fleets, retain }: EncryptionKeyArgs,
    options?: ComponentResourceOptions,
  ) {
    super("verger:aws:EncryptionKey", name, {}, options);
    const retainOnDelete = encryptsBucket && retain;
    const key = new Key(
      name,
      {
        description: `Verger ${stack.context.stack}: disks${encryptsBucket ? " and bucket" : ""}`,
        enableKeyRotation: true,
        deletionWindowInDays: 7,
        policy: JSON.stringify(keyPolicy(stack.place, { flowLogs: encryptsBucket, fleets })),
        tags: stack.tags,
      },
      { parent: this, retainOnDelete },
    );
    new Alias(name, { name: `alias/${named(stack)}`, targetKeyId: key.keyId }, { parent: this });
    this.arn = key.arn;
    this.registerOutputs({ arn: key.arn });
  }
}
