import { S3Client } from "@aws-sdk/client-s3";

/** The SDK's own retries, with its backoff: throttling, 5xx and broken connections. */
const maxAttempts = 6;
/** A connection on which nothing moves for so long is broken off and tried again: by itself the SDK waits for ever. */
const silenceMs = 120_000;

/** A client of one region's S3. */
export const s3Client = (region: string, idleMs = silenceMs): S3Client =>
  new S3Client({ region, maxAttempts, requestHandler: { connectionTimeout: idleMs, socketTimeout: idleMs } });
