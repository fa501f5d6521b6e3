import pRetry from "p-retry";
import { setTimeout as sleep } from "node:timers/promises";
import { exitCodes, VergerError } from "../contract/errors.ts";

export interface Patience {
  readonly fetch: typeof globalThis.fetch;
  /** Pause before the first retry, in milliseconds; it doubles each time. */
  readonly retryMs?: number;
  /** Waits as long as a service asks for. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

const retries = 5;
/** How long a question, which has no body to send, may be without an answer. */
const unansweredMs = 60_000;
/** The longest pause a service is granted. */
const longestWaitMs = 60_000;

/**
 * An answer of a REST service, whatever its status, but for those that pass by themselves: throttling, 5xx, silence and
 * broken connections are tried again, not before the time a `Retry-After` names.
 * @throws VergerError (resource) where they do not pass
 */
export async function patientFetch(
  { fetch, retryMs = 1000, wait = sleep }: Patience,
  url: string,
  init: RequestInit,
): Promise<Response> {
  const attempt = async (): Promise<Response> => {
    const answer = await answered(fetch, url, init);
    if (answer.status !== 429 && answer.status < 500) return answer;
    await answer.body?.cancel();
    throw new PassingError(`HTTP ${answer.status}`, retryAfterMs(answer));
  };
  try {
    return await pRetry(attempt, {
      retries,
      minTimeout: retryMs,
      onFailedAttempt: async ({ error, retriesLeft }) => {
        if (error instanceof PassingError && error.afterMs > 0 && retriesLeft > 0) await wait(error.afterMs);
      },
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

/** The head of an answer; its body may take its time. */
async function answered(fetch: Patience["fetch"], url: string, init: RequestInit): Promise<Response> {
  if (init.body !== undefined || init.signal) return fetch(url, init);
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new PassingError("no answer within a minute")), unansweredMs);
  try {
    return await fetch(url, { ...init, signal: silence.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** Milliseconds from a `Retry-After` in seconds, which is the form Azure and Databricks use. */
function retryAfterMs({ headers }: Response): number {
  const seconds = Number(headers.get("retry-after") ?? 0);
  return Number.isFinite(seconds) ? Math.min(Math.max(0, seconds) * 1000, longestWaitMs) : 0;
}

/** What the same call may not meet a little later. */
export class PassingError extends Error {
  override readonly name = "PassingError";
  /** How long to wait at least, in milliseconds. */
  readonly afterMs: number;

  constructor(message: string, afterMs = 0) {
    super(message);
    this.afterMs = afterMs;
  }
}
