import { RestError } from "@azure/storage-blob";
import { S3ServiceException } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { blobError } from "../../../job/storage/blob/blobErrors.ts";
import { s3Error } from "../../../job/storage/s3/s3Errors.ts";

const s3Fault = (name: string, httpStatusCode: number): Error =>
  new S3ServiceException({ name, $fault: "client", $metadata: { httpStatusCode }, message: "<Error><Code>…</Error>" });
const networkFault = (code: string): Error => Object.assign(new Error(`connect ${code} 192.0.2.1:443`), { code });
const named = (name: string): Error => Object.assign(new Error("told by the SDK"), { name });
const blobFault = (code: string, statusCode?: number): Error =>
  new RestError("<?xml version='1.0'?><Error>…</Error>", { code, ...(statusCode === undefined ? {} : { statusCode }) });

/** An error in our words: its exit code, its sentence and what to do. */
const inWords = (exitCode: number, words: string) =>
  expect.objectContaining({
    exitCode,
    message: expect.stringContaining(words),
    hint: expect.stringMatching(/^[^<]{3,}$/),
  });

describe("what S3 reports, in words", () => {
  it.each([
    [s3Fault("AccessDenied", 403), 3, "no permission for writing s3://orchard/run.json"],
    [s3Fault("403", 403), 3, "no permission"],
    [s3Fault("ExpiredToken", 400), 3, "nobody is signed in to AWS"],
    [named("CredentialsProviderError"), 3, "nobody is signed in to AWS"],
    [s3Fault("RequestTimeTooSkewed", 403), 3, "clock"],
    [s3Fault("KMS.DisabledException", 400), 4, "the key that encrypts the bucket orchard is disabled"],
    [s3Fault("NoSuchBucket", 404), 2, "there is no bucket orchard"],
    [s3Fault("SlowDown", 503), 10, "S3 did not answer while writing s3://orchard/run.json (SlowDown)"],
    [s3Fault("TooManyRequests", 429), 10, "did not answer"],
    [s3Fault("EntityTooLarge", 400), 10, "S3 refused writing s3://orchard/run.json: EntityTooLarge"],
    [networkFault("ECONNREFUSED"), 10, "(ECONNREFUSED)"],
    [networkFault("ENOTFOUND"), 10, "(ENOTFOUND)"],
    [named("TimeoutError"), 10, "(TimeoutError)"],
  ])("%s", (fault, exitCode, words) => {
    const error = s3Error(fault, "writing", "s3://orchard/run.json", "orchard");
    expect(error).toEqual(inWords(exitCode, words));
    expect(String(error)).not.toMatch(/<\w/);
  });

  it("leaves a mistake of ours as it is", () => {
    const ours = new TypeError("x is not a function");
    expect(s3Error(ours, "writing", "s3://orchard/run.json", "orchard")).toBe(ours);
  });
});

describe("what Blob storage reports, in words", () => {
  it.each([
    [blobFault("AuthorizationPermissionMismatch", 403), 3, "no permission for reading abfss://…/run.json"],
    [blobFault("AuthorizationFailure", 403), 3, "the firewall of the account orchard"],
    [blobFault("InvalidAuthenticationInfo", 401), 3, "nobody is signed in to Azure"],
    [named("CredentialUnavailableError"), 3, "nobody is signed in to Azure"],
    [named("AggregateAuthenticationError"), 3, "nobody is signed in to Azure"],
    [blobFault("ContainerNotFound", 404), 2, "there is no container"],
    [blobFault("ENOTFOUND"), 2, "there is no storage account orchard"],
    [blobFault("ServerBusy", 503), 10, "did not answer while reading abfss://…/run.json (ServerBusy)"],
    [blobFault("REQUEST_SEND_ERROR"), 10, "did not answer"],
    [blobFault("BlobImmutableDueToPolicy", 409), 10, "refused reading abfss://…/run.json: BlobImmutableDueToPolicy"],
  ])("%s", (fault, exitCode, words) => {
    const error = blobError(fault, "reading", "abfss://…/run.json", "orchard");
    expect(error).toEqual(inWords(exitCode, words));
    expect(String(error)).not.toMatch(/<\w/);
  });

  it("leaves a mistake of ours as it is", () => {
    const ours = new TypeError("x is not a function");
    expect(blobError(ours, "reading", "abfss://…/run.json", "orchard")).toBe(ours);
  });
});
