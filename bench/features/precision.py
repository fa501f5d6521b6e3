"""One lowered model in single, half and 8-bit precision: speed and how far the features move.

usage: precision.py MODEL.onnx HALVED.onnx PICTURES.raw SIDE FOLDER      (pictures: uint8, n x side x side x 3)
"""

import logging
import os
import sys
import time
import warnings

import numpy as np
import onnx
import onnxruntime
from onnxconverter_common import float16
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

logging.disable(logging.WARNING)
warnings.filterwarnings("ignore")

model, halved, raw, side, folder = sys.argv[1:]
pictures = np.fromfile(raw, np.uint8).reshape(-1, int(side), int(side), 3)


def half(path):
    onnx.save(
        float16.convert_float_to_float16(onnx.load(model), keep_io_types=True, op_block_list=["Cast", "Transpose"]), path
    )


class EveryFourth(CalibrationDataReader):
    def __init__(self):
        self.rest = iter(range(0, len(pictures), 4))

    def get_next(self):
        at = next(self.rest, None)
        return None if at is None else {"pictures": pictures[at : at + 1]}


def eight_bit(path, reduce_range):
    # Unsigned activations: onnxruntime's kernels for signed ones are many times slower on x64.
    # reduce_range: weights of 7 bits, so that processors without VNNI do not clip sums of products at 16 bits.
    quantize_static(
        model,
        path,
        EveryFourth(),
        quant_format=QuantFormat.QOperator,
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        reduce_range=reduce_range,
    )


def cosine(a, b):
    return ((a * b).sum(1) / np.sqrt((a * a).sum(1) * (b * b).sum(1))).min()


reference = None
print("| | ms a picture | cosine | centred | file |\n|---|---|---|---|---|")
names = ("half, computed in half", "8-bit", "8-bit, weights of 7 bits")
made = {name: os.path.join(folder, f"{name}.onnx") for name in names}
half(made[names[0]])
eight_bit(made[names[1]], False)
eight_bit(made[names[2]], True)
for name, path in {"single": model, "half in the file, computed in single": halved, **made}.items():
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    times = []
    for _ in range(5):
        start = time.process_time()
        rows = [session.run(None, {"pictures": pictures[at : at + 2]})[0] for at in range(0, len(pictures), 2)]
        times.append((time.process_time() - start) / len(pictures))
    features = np.concatenate(rows).astype(np.float64)
    reference = features if reference is None else reference
    centred = cosine(features - features.mean(0), reference - reference.mean(0))
    size = os.path.getsize(path) / 1e6
    print(f"| {name} | {1000 * min(times):.2f} | {cosine(features, reference):.7f} | {centred:.6f} | {size:.1f} MB |", flush=True)
