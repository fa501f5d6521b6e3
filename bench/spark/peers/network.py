"""What Ray Data and Daft do with a batch of files: Pillow decodes and resizes, onnxruntime runs the same model file."""

import io

import numpy as np
import onnxruntime
from PIL import Image

MICRO_BATCH = 8


class Network:
    def __init__(self, model, threads):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self.input = self.session.get_inputs()[0]
        self.side = self.input.shape[1]

    def features(self, contents):
        """contents: n files; returns n x d float32."""
        pictures = np.stack([self.picture(content) for content in contents])
        parts = [pictures[at : at + MICRO_BATCH] for at in range(0, len(pictures), MICRO_BATCH)]
        return np.concatenate([self.session.run(None, {self.input.name: part})[0] for part in parts])

    def picture(self, content):
        image = Image.open(io.BytesIO(content)).convert("RGB")
        return np.asarray(image.resize((self.side, self.side), Image.Resampling.BICUBIC), np.uint8)
