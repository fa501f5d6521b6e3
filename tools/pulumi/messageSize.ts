const largest = 400 * 1024 * 1024;

/** The engine's own limit for one gRPC message, in bytes. */
export const messageSize = {
  "grpc.max_receive_message_length": largest,
  "grpc.max_send_message_length": largest,
};
