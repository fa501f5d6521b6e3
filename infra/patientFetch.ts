import pRetry from "p-retry";
import { exitCodes, VergerError } from "../job/contract/errors.ts";

export interface Patience {
  readonly fetch: typeof globalThis.fetch;
  /** Pause before the first retry, in milliseconds; it doubles each time. */
  readonly retryMs?: number;
}

const retries = 5;

/**
 * An answer of a REST service, whatever its status, but for those that pass by themselves: throttling, 5xx and broken
 * connections are tried again.
 * @throws VergerError (resource) where they do not pass
 */
export async function patientFetch({ fetch, retryMs = 1000 }: Patience, url: string, init: RequestInit) {
  const attempt = async (): Promise<Response> => {
    const answer = await fetch(url, init);
    if (answer.status === 429 || answer.status >= 500) throw new PassingError(`HTTP ${answer.status}`);
    return answer;
  };
  try {
    return await pRetry(attempt, {
      retries,
      minTimeout: retryMs,
      // `fetch` throws a TypeError where the network, not the server, failed.
      shouldRetry: ({ error }) => error instanceof PassingError || error instanceof TypeError,
    });
  } catch (error) {
    const why = error instanceof PassingError ? error.message : "the connection failed";
    throw new VergerError(
      exitCodes.resource,
      `${new URL(url).host} did not answer as it should: ${why}, ${retries + 1} times`,
      "the same command again, later, is safe",
      { cause: error },
    );
  }
}

/** What the same call may not meet a little later. */
export class PassingError extends Error {
  override readonly name = "PassingError";
}
