"use strict";
// onnxruntime-node's install script calls bootstrap() first and reads this variable next (docs/decisions/0002).
exports.bootstrap = () => {
  process.env.ONNXRUNTIME_NODE_INSTALL ??= "skip";
};
