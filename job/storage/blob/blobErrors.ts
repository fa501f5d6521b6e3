import { exitCodes, InputError, JobFailedError, VergerError } from "../../contract/errors.ts";

const resume = "run the same command again: what is finished is kept (a job resumes with --resume)";

/** Puts what Azure and its SDKs report into words; a mistake of ours is returned as it came. */
export function blobError(error: unknown, doing: string, place: string, account: string): unknown {
  if (error instanceof VergerError || !(error instanceof Error)) return error;
  const cause = { cause: error };
  const { code, status } = faultOf(error);
  if (
    /^(Aggregate)?Authentication(RequiredError|Error)$|^CredentialUnavailableError$/.test(error.name) ||
    status === 401
  )
    return new VergerError(
      exitCodes.auth,
      `nobody is signed in to Azure for ${doing} ${place}`,
      "az login, or set ARM_TENANT_ID, ARM_CLIENT_ID and ARM_CLIENT_SECRET, then run the same command again",
      cause,
    );
  switch (code) {
    case "ContainerNotFound":
    case "ContainerBeingDeleted":
    case "FilesystemNotFound":
      return new InputError(
        `there is no container for ${place}`,
        "check its name, or make it first (verger up)",
        cause,
      );
    case "BlobArchived":
      return new InputError(`${place} is archived`, "bring it back to the hot or cool tier first", cause);
    case "KeyBasedAuthenticationNotPermitted":
      return new VergerError(
        exitCodes.auth,
        `the account ${account} refuses this way to sign in`,
        "az login, then run the same command again",
        cause,
      );
    case "AuthorizationFailure":
      return new VergerError(
        exitCodes.auth,
        `the firewall of the account ${account} does not let this machine in`,
        [
          `let your public address in: az storage account network-rule add --account-name ${account} --ip-address ADDRESS`,
          "a minute later the same command goes on; then network-rule remove takes the address out again",
          "for good, in the stack's file: verger:allowedAddresses",
        ].join("\n"),
        cause,
      );
    case "ENOTFOUND":
      return new InputError(`there is no storage account ${account}`, "check its name and your network", cause);
    default:
      break;
  }
  if (status === 403)
    return new VergerError(
      exitCodes.auth,
      `no permission for ${doing} ${place}`,
      `have the role ${doing === "writing" || doing === "removing" ? "Storage Blob Data Contributor" : "Storage Blob Data Reader"} on the container given to whom az account show names`,
      cause,
    );
  if (status === 404) return new InputError(`there is no ${place}`, "check the path", cause);
  if (status !== undefined && status < 500 && status !== 429)
    return new JobFailedError(`Blob storage refused ${doing} ${place}: ${code}`, resume, cause);
  if (status !== undefined || error.name === "RestError")
    return new JobFailedError(
      `Blob storage did not answer while ${doing} ${place} (${code}), several times`,
      resume,
      cause,
    );
  return error;
}

function faultOf(error: Error): { code: string; status: number | undefined } {
  const status = "statusCode" in error && typeof error.statusCode === "number" ? error.statusCode : undefined;
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  return { code, status };
}
