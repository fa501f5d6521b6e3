import { storageLayout } from "../../storageLayout.ts";
import type { Place } from "../place.ts";
import { type PolicyDocument, type PolicyStatement, policyDocument } from "./policyDocument.ts";
import { appendFolder, type BucketFolder, readFolder, writeFolder } from "./s3Access.ts";

export interface InstanceAccess {
  readonly place: Place;
  /** The stack's own bucket. */
  readonly bucket: string;
  readonly images: BucketFolder;
  /** Whether JupyterHub on the node keeps notebooks in the bucket. */
  readonly notebooks?: boolean;
  /** The key the bucket is encrypted with, when it is the stack's own. */
  readonly keyArn?: string | undefined;
}

/** What a node may do: read the images and the bundle, write the stack's runs, add logs. */
export function instancePolicy({ place, bucket, images, notebooks = false, keyArn }: InstanceAccess): PolicyDocument {
  return policyDocument(
    ...readFolder(place, "Images", images),
    ...readFolder(place, "Bundles", { bucket, prefix: storageLayout.bundles }),
    ...writeFolder(place, "Runs", { bucket, prefix: storageLayout.runs }),
    ...(notebooks ? writeFolder(place, "Notebooks", { bucket, prefix: storageLayout.notebooks }) : []),
    ...appendFolder(place, "Logs", { bucket, prefix: storageLayout.logs }),
    ...(keyArn === undefined ? [] : [useKeyThroughS3(place, keyArn)]),
  );
}

/** The stack's key, only through S3 in the stack's region: never for decrypting anything handed to KMS directly. */
export function useKeyThroughS3({ region }: Place, keyArn: string): PolicyStatement {
  return {
    Sid: "UseKeyThroughS3",
    Effect: "Allow",
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Resource: [keyArn],
    Condition: { StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` } },
  };
}

/**
 * What the SSM agent needs to take commands, and nothing that reads parameters or documents of the account.
 * Source: AmazonSSMManagedInstanceCore, less its ssm:GetParameter(s), inventory and patching.
 */
export function sessionManagerPolicy(): PolicyDocument {
  return policyDocument({
    Sid: "TakeCommands",
    Effect: "Allow",
    Action: [
      "ssm:UpdateInstanceInformation",
      "ssm:ListInstanceAssociations",
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
      "ec2messages:AcknowledgeMessage",
      "ec2messages:DeleteMessage",
      "ec2messages:FailMessage",
      "ec2messages:GetEndpoint",
      "ec2messages:GetMessages",
      "ec2messages:SendReply",
    ],
    Resource: ["*"],
  });
}
