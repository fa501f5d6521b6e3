import type { Output } from "@pulumi/pulumi";
import type { AwsSettings } from "../../config/settings.ts";
import type { OperatorOutputs } from "../outputs.ts";
import { type AwsStack, named } from "./awsStack.ts";
import { EncryptionKey } from "./encryptionKey.ts";
import { imagesElsewhere } from "./imagesFolder.ts";
import { instanceRolePart } from "./nodeIdentity.ts";
import { Operator } from "./operator.ts";
import { PermissionBoundary } from "./permissionBoundary.ts";
import { SpendingBudget } from "./spendingBudget.ts";
import { Storage } from "./storage.ts";

/** What every platform on AWS stands on. */
export interface Foundations {
  readonly stack: AwsStack;
  readonly storage: Storage;
  readonly boundary: PermissionBoundary;
  /** The stack's key: always there for EMR's disks, and for the bucket when the stack asks for it. */
  readonly keyArn: Output<string> | undefined;
  readonly bucketKeyArn: Output<string> | undefined;
  readonly operator: OperatorOutputs | undefined;
}

/** Key, bucket, permission boundary, operator and budget. */
export function layFoundations(settings: AwsSettings, stack: AwsStack): Foundations {
  const options = { provider: stack.provider };
  const { customerKey, retainResults, accessLogs, compute } = settings;

  const wantsKey = customerKey || compute.platform === "emr";
  const keyArn = wantsKey
    ? new EncryptionKey(
        "key",
        { stack, encryptsBucket: customerKey, fleets: compute.platform === "ec2", retain: retainResults },
        options,
      ).arn
    : undefined;
  const bucketKeyArn = customerKey ? keyArn : undefined;
  const storage = new Storage("storage", { stack, retainResults, accessLogs, keyArn: bucketKeyArn }, options);
  const boundary = new PermissionBoundary(
    "boundary",
    {
      stack,
      keyArn,
      bucket: storage.bucket,
      imagesBucket: imagesElsewhere(settings)?.bucket,
      instanceRole: named(stack, instanceRolePart),
    },
    options,
  );
  const operator = addOperator(settings, stack, storage, bucketKeyArn);
  new SpendingBudget("budget", { stack, budgetUSD: settings.limits.budget, owner: settings.owner }, options);

  return { stack, storage, boundary, keyArn, bucketKeyArn, operator };
}

function addOperator(
  settings: AwsSettings,
  stack: AwsStack,
  { bucket }: Storage,
  keyArn: Output<string> | undefined,
): OperatorOutputs | undefined {
  if (settings.operator === "none") return undefined;
  const operator = new Operator(
    "operator",
    {
      stack,
      bucket,
      keyArn,
      kind: settings.operator,
      accessKey: settings.accessKey,
      platform: settings.compute.platform,
      ownImages: settings.images.from === "own",
      notebook: settings.notebook,
    },
    { provider: stack.provider },
  );
  const { name, accessKeyId, secretAccessKey } = operator;
  return { name, accessKeyId, secretAccessKey };
}
