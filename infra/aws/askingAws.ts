import { exitCodes, VergerError } from "../../job/contract/errors.ts";
import { connectionFault } from "../../job/storage/connectionFault.ts";

const signIn =
  /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired|InvalidToken|InvalidClientTokenId|UnrecognizedClientException|MissingAuthenticationTokenException|CredentialsProviderError|InvalidSignatureException|SignatureDoesNotMatch|AuthFailure|InvalidAccessKeyId|TokenProviderError)$/;
const denied = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|Forbidden|403)$/;

/** An error of an AWS client in the house's words; one that is not AWS's comes back as it is. */
export function saidByAws(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof VergerError) return error;
  const sentence = error.message.split("\n")[0] ?? "";
  if (signIn.test(error.name))
    return new VergerError(
      exitCodes.auth,
      `AWS does not take the credentials: ${sentence}`,
      "sign in again (aws sso login), then the same command again",
      { cause: error },
    );
  if (denied.test(error.name))
    return new VergerError(
      exitCodes.auth,
      `AWS refused: ${sentence}`,
      "the stack's operator may do this: docs/iam.md says how to become it",
      { cause: error },
    );
  const fault = connectionFault(error);
  if (fault === undefined && !("$metadata" in error)) return error;
  const again = "it was tried several times; the same command again, later, is safe";
  return new VergerError(
    exitCodes.resource,
    `AWS did not answer as it should: ${fault?.said ?? `${error.name}: ${sentence}`}`,
    fault?.hint === undefined ? again : `${fault.hint}\n${again}`,
    { cause: error },
  );
}

/** Does something with AWS; what it throws is in the house's words. */
export async function askingAws<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw saidByAws(error);
  }
}

/** How every AWS client of ours is made: the SDK tries again what is throttled, fails with 5xx or breaks off. */
export const awsClientOf = (region: string): { readonly region: string; readonly maxAttempts: number } => ({
  region,
  maxAttempts: 5,
});
