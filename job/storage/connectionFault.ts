/** What broke between this machine and a service, for a sentence. */
export interface ConnectionFault {
  /** As `the connection broke off (ECONNRESET)`. */
  readonly said: string;
  /** What to look at, where it is not the service. */
  readonly hint: string | undefined;
}

/**
 * Codes of Node's sockets, TLS and name look-ups, of undici (`UND_ERR_…`) and of the AWS SDKs, and their errors' names.
 * Source: Node.js, common system errors; undici, errors; smithy, TimeoutError.
 */
const faults: readonly (readonly [codes: RegExp, said: string, hint?: string])[] = [
  [
    /^(ECONNRESET|ECONNABORTED|EPIPE|EPROTO|UND_ERR_SOCKET|NetworkingError|socket hang up)$/,
    "the connection broke off",
  ],
  [
    /^ECONNREFUSED$/,
    "nobody takes connections there",
    "is a proxy or another endpoint set (HTTPS_PROXY, AWS_ENDPOINT_URL)?",
  ],
  [
    /^(ETIMEDOUT|ESOCKETTIMEDOUT|TimeoutError|RequestTimeout|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/,
    "no answer in time",
  ],
  [/^ENOTFOUND$/, "its name is not known", "check the region, and that this machine has a network"],
  [/^EAI_\w+$/, "the name server does not answer", "check that this machine has a network"],
  [
    /^(EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL)$/,
    "there is no way there",
    "check that this machine has a network",
  ],
  [
    /^(ERR_PROXY_\w+|UND_ERR_PRX_\w+|UND_ERR_ABORTED)$/,
    "the proxy does not let it through",
    "check HTTPS_PROXY and NO_PROXY",
  ],
  [
    /^(CERT_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_\w+|ERR_TLS_\w+)$/,
    "its certificate is not trusted here",
    "behind a proxy that opens TLS, name its certificate in NODE_EXTRA_CA_CERTS",
  ],
];

/** The fault of a connection that an error tells of, itself or by what caused it; undefined where a service answered. */
export function connectionFault(error: unknown): ConnectionFault | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  for (const word of [code, error.name, ...(error.message.match(/socket hang up|\bE[A-Z_]{4,}\b/g) ?? [])]) {
    const known = faults.find(([codes]) => word !== undefined && codes.test(word));
    if (known !== undefined) return { said: `${known[1]} (${word})`, hint: known[2] };
  }
  // A name with several addresses fails with one error for each.
  const causes = error instanceof AggregateError ? error.errors : [error.cause];
  for (const cause of causes) {
    const found = connectionFault(cause);
    if (found !== undefined) return found;
  }
  // What `fetch` says of every connection that fails, whatever its cause is.
  return error instanceof TypeError && error.message === "fetch failed"
    ? { said: "the connection failed", hint: undefined }
    : undefined;
}
