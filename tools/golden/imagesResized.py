"""Pillow's resize for the live comparison of test/job/images.

Reads from stdin a line of JSON, a list of [width, height, to width, to height, method], then the RGB bytes of each
picture; writes the RGB bytes of each result to stdout.
"""

import json
import sys

from PIL import Image

for width, height, to_width, to_height, method in json.loads(sys.stdin.buffer.readline()):
    image = Image.frombytes("RGB", (width, height), sys.stdin.buffer.read(width * height * 3))
    resized = image.resize((to_width, to_height), Image.Resampling[method.upper()])
    sys.stdout.buffer.write(resized.tobytes())
