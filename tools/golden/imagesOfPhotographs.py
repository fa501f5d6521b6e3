"""What Pillow makes of real photographs, for the live comparison of test/job/images.

Reads a JSON list of paths on stdin; writes to stdout, for each, the RGB pixels, then the picture resized to every size
given as an argument, by BICUBIC and then by NEAREST.
"""

import json
import sys

from PIL import Image

for path in json.load(sys.stdin):
    image = Image.open(path).convert("RGB")
    sys.stdout.buffer.write(image.tobytes())
    for size in map(int, sys.argv[1:]):
        for method in (Image.Resampling.BICUBIC, Image.Resampling.NEAREST):
            sys.stdout.buffer.write(image.resize((size, size), method).tobytes())
