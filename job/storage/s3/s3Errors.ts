import { exitCodes, InputError, JobFailedError, VergerError } from "../../contract/errors.ts";
import { connectionFault } from "../connectionFault.ts";

const resume = "run the same command again: what is finished is kept (a job resumes with --resume)";

/** Puts what S3 and its SDK report into words; a mistake of ours is returned as it came. */
export function s3Error(error: unknown, doing: string, place: string, bucket: string): unknown {
  if (error instanceof VergerError || !(error instanceof Error)) return error;
  const cause = { cause: error };
  const { name, status } = faultOf(error);
  switch (name) {
    case "NoSuchBucket":
      return new InputError(`there is no bucket ${bucket}`, "check its name, or make it first (verger up)", cause);
    case "NoSuchKey":
      return new InputError(`there is no ${place}`, "check the path", cause);
    case "NotFound":
      return doing === "opening"
        ? new InputError(`there is no bucket ${bucket}`, "check its name, or make it first (verger up)", cause)
        : new InputError(`there is no ${place}`, "check the path", cause);
    case "AccessDenied":
    case "Forbidden":
    case "AllAccessDisabled":
      return denied(doing, place, cause);
    case "CredentialsProviderError":
    case "ExpiredToken":
    case "ExpiredTokenException":
    case "TokenRefreshRequired":
    case "InvalidAccessKeyId":
    case "InvalidToken":
    case "SignatureDoesNotMatch":
    case "UnrecognizedClientException":
      return new VergerError(
        exitCodes.auth,
        `nobody is signed in to AWS for ${doing} ${place} (${name})`,
        "sign in (aws sso login, or AWS_PROFILE / AWS_ACCESS_KEY_ID), then run the same command again",
        cause,
      );
    case "RequestTimeTooSkewed":
      return new VergerError(
        exitCodes.auth,
        "the clock of this machine is wrong by minutes",
        "set it, then try again",
        cause,
      );
    case "InvalidObjectState":
      return new InputError(`${place} is archived`, "restore it from Glacier first", cause);
    case "KMS.DisabledException":
    case "KMS.NotFoundException":
    case "KMS.KMSInvalidStateException":
      return new VergerError(
        exitCodes.resource,
        `the key that encrypts the bucket ${bucket} is disabled or gone`,
        "enable the key again (aws kms enable-key), or cancel its deletion",
        cause,
      );
    default:
      break;
  }
  if (status === 403) return denied(doing, place, cause);
  if (status === 404) return new InputError(`there is no ${place}`, "check the path", cause);
  if (status !== undefined && status < 500 && status !== 429)
    return new JobFailedError(`S3 refused ${doing} ${place}: ${name}`, resume, cause);
  if (status !== undefined || connectionFault(error) !== undefined)
    return new JobFailedError(`S3 did not answer while ${doing} ${place} (${name}), several times`, resume, cause);
  return error;
}

function denied(doing: string, place: string, cause: ErrorOptions): VergerError {
  return new VergerError(
    exitCodes.auth,
    `no permission for ${doing} ${place}`,
    "the identity you are signed in as (aws sts get-caller-identity) needs s3:ListBucket, s3:GetObject, s3:PutObject and s3:DeleteObject there, and the bucket's KMS key",
    cause,
  );
}

/** Name and HTTP status of a fault of the service; what is no answer of S3 (a proxy's page) has a status alone. */
function faultOf(error: Error): { name: string; status: number | undefined } {
  const metadata = "$metadata" in error ? error.$metadata : undefined;
  const status =
    typeof metadata === "object" && metadata !== null && "httpStatusCode" in metadata
      ? metadata.httpStatusCode
      : undefined;
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  return { name: error.name === "Error" ? code : error.name, status: typeof status === "number" ? status : undefined };
}
