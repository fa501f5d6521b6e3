import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { tagsOf, text } from "./inputs.ts";
import type { MirroredService, MotoPlace } from "./mirroredService.ts";

/** A file or a text on its way to a provider. */
const Asset = z.object({ path: z.string().optional(), text: z.string().optional() });

export function mirrorS3(moto: MotoPlace): MirroredService {
  const s3 = new S3Client(moto);
  return {
    close: () => s3.destroy(),
    mirrors: {
      "aws:s3/bucket:Bucket": {
        create: async (made) => {
          const Bucket = text(made.state, "bucket");
          const LocationConstraint = moto.region as BucketLocationConstraint;
          await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));
          await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: tagsOf(made.inputs) } }));
          return made;
        },
        remove: async ({ id }) => {
          await s3.send(new DeleteBucketCommand({ Bucket: id }));
        },
      },
      "aws:s3/bucketObjectv2:BucketObjectv2": {
        create: async (made) => {
          const { path, text: content } = Asset.parse(made.inputs["source"]);
          const Body = path === undefined ? (content ?? "") : await readFile(path);
          await s3.send(
            new PutObjectCommand({ Bucket: text(made.inputs, "bucket"), Key: text(made.inputs, "key"), Body }),
          );
          return made;
        },
        remove: async ({ inputs }) => {
          await s3.send(new DeleteObjectCommand({ Bucket: text(inputs, "bucket"), Key: text(inputs, "key") }));
        },
      },
    },
  };
}
