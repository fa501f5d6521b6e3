"""Pillow's side of imagesTimings.ts: milliseconds of processor time for each task, the best and the median of several rounds.

Reads a JSON list of paths on stdin; prints a JSON object of [best, median] by task.
"""

import io
import json
import pathlib
import statistics
import sys
import time

import numpy as np
from PIL import Image

ROUNDS = 15


def timed(task):
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        task()
        times.append((time.process_time() - start) * 1000)
    return [min(times), statistics.median(times)]


def noise(width, height):
    pixels = np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)
    image = Image.fromarray(pixels)
    image.load()
    return image


files = [pathlib.Path(path).read_bytes() for path in json.load(sys.stdin)]
each = max(len(files), 1)
results = {}
for width, height in ((100, 100), (500, 375), (1000, 3000), (4000, 3000)):
    image = noise(width, height)
    results[f"resize {width} × {height} to 224"] = timed(lambda: image.resize((224, 224), Image.Resampling.BICUBIC))


def decode(file):
    return Image.open(io.BytesIO(file)).convert("RGB")


if files:
    decoding = timed(lambda: [decode(file) for file in files])
    both = timed(lambda: [decode(file).resize((224, 224), Image.Resampling.BICUBIC) for file in files])
    results["decode a photograph"] = [value / each for value in decoding]
    results["decode and resize a photograph"] = [value / each for value in both]
print(json.dumps(results))
