import type { Protocol } from "./awsCall.ts";

/** What a service answers instead of doing what it was asked. */
export type Refusal = "throttled" | "internal error" | "unavailable" | "expired credentials" | "vanished";

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The words of each protocol for being asked too much. Source: "Common errors" of each service's API Reference. */
const throttled: Readonly<Record<Protocol, readonly [number, string]>> = {
  json: [400, "ThrottlingException"],
  "rest-json": [429, "ThrottlingException"],
  query: [400, "Throttling"],
  ec2: [503, "RequestLimitExceeded"],
  s3: [503, "SlowDown"],
};

const expired: Readonly<Record<Protocol, readonly [number, string]>> = {
  json: [400, "ExpiredTokenException"],
  "rest-json": [403, "ExpiredTokenException"],
  query: [403, "ExpiredToken"],
  ec2: [400, "RequestExpired"],
  s3: [400, "ExpiredToken"],
};

/** A refusal in the form of the service that is asked. */
export function awsError(refusal: Refusal, protocol: Protocol): ErrorAnswer {
  const [status, code] = statusAndCode(refusal, protocol);
  const message = `marker: ${refusal}`;
  switch (protocol) {
    case "json":
    case "rest-json":
      return {
        status,
        headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-errortype": code },
        body: JSON.stringify({ __type: code, message }),
      };
    case "ec2":
      return xml(
        status,
        `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors></Response>`,
      );
    case "query":
      return xml(
        status,
        `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
      );
    case "s3":
      return xml(status, `<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
  }
}

function statusAndCode(refusal: Refusal, protocol: Protocol): readonly [number, string] {
  switch (refusal) {
    case "throttled":
      return throttled[protocol];
    case "expired credentials":
      return expired[protocol];
    case "internal error":
      return [500, protocol === "json" ? "InternalServerError" : "InternalError"];
    case "vanished":
      return [404, protocol === "s3" ? "NoSuchKey" : "ResourceNotFoundException"];
    case "unavailable":
      return [503, protocol === "s3" ? "ServiceUnavailable" : "ServiceUnavailableException"];
  }
}

const xml = (status: number, body: string): ErrorAnswer => ({
  status,
  headers: { "content-type": "text/xml" },
  body: `<?xml version="1.0" encoding="UTF-8"?>${body}`,
});
