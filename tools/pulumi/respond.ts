import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  type ServiceError,
  status,
  type UntypedHandleCall,
} from "@grpc/grpc-js";

/** A gRPC handler from a function: what it throws becomes the call's error, with its details where it has them. */
export function respond<Request, Response>(
  answer: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => answer(call.request))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback(asServiceError(error)),
      );
  };
}

/** The handler of a method that is not offered. */
export function notImplemented(name: string, streams: boolean): UntypedHandleCall {
  const error = { code: status.UNIMPLEMENTED, details: `${name} is not implemented here` };
  const streaming: handleServerStreamingCall<unknown, unknown> = (call) => void call.emit("error", error);
  const unary: handleUnaryCall<unknown, unknown> = (_call, callback) => callback(error);
  return streams ? streaming : unary;
}

function asServiceError(error: unknown): Partial<ServiceError> {
  if (!(error instanceof Error)) return { code: status.UNKNOWN, message: String(error) };
  const metadata = "metadata" in error ? { metadata: error.metadata as ServiceError["metadata"] } : {};
  return { code: status.UNKNOWN, message: error.message, details: error.message, ...metadata };
}
