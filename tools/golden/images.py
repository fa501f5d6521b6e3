"""Golden values for test/job/images: small files of every mode, and what Pillow decodes and resizes them to.

Run `npm run golden:images`; it writes test/job/images/golden/images.json (what is where) and images.bin (deflated).
"""

import io
import json
import pathlib
import struct
import sys
import zlib

import numpy as np
import PIL
from PIL import Image, ImageCms, ImageOps

WIDTH, HEIGHT = 19, 13
random = np.random.default_rng(20)
blob = bytearray()


def stored(data):
    start = len(blob)
    blob.extend(data)
    return [start, len(blob)]


def picture(width, height):
    """Gradients with a noisy patch: smooth for the encoders, hard on the rounding."""
    y, x = np.mgrid[0:height, 0:width]
    pixels = np.stack([x * 13 % 256, y * 17 % 256, (x + y) * 7 % 256], -1).astype(np.uint8)
    patch = pixels[height // 4 : height // 2, width // 4 : width // 2]
    patch[:] = random.integers(0, 256, patch.shape, dtype=np.uint8)
    return Image.fromarray(pixels)


def encoded(image, form, **options):
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def png(bits, colour, samples):
    """A PNG of 16-bit samples, which Pillow cannot write for RGB."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, bits, colour, 0, 0, 0)
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in samples)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def files():
    rgb = picture(WIDTH, HEIGHT)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    alpha = Image.fromarray((x * 9 + y * 31).astype(np.uint8))
    grey = rgb.convert("L")
    modes = {
        "rgb": rgb,
        "rgba": Image.merge("RGBA", (*rgb.split(), alpha)),
        "grey": grey,
        "grey-alpha": Image.merge("LA", (grey, alpha)),
        "palette": rgb.convert("P", palette=Image.Palette.ADAPTIVE, colors=120),
        "palette-of-13": rgb.convert("P", palette=Image.Palette.ADAPTIVE, colors=13),
        "1-bit": rgb.convert("1"),
        "cmyk": rgb.convert("CMYK"),
    }
    palette, small = modes["palette"], modes["palette-of-13"]
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"qXYZ").replace(b"bXYZ", b"rXYZ").replace(b"qXYZ", b"bXYZ")

    for mode, image in modes.items():
        if mode != "cmyk":
            yield f"{mode}.png", encoded(image, "PNG")
        yield f"{mode}.tif", encoded(image, "TIFF")
        yield f"{mode}-lzw.tif", encoded(image, "TIFF", compression="tiff_lzw")
    yield "palette-4-bits.png", encoded(small, "PNG", bits=4)
    yield "palette-transparent.png", encoded(palette, "PNG", transparency=3)
    yield "palette-translucent.png", encoded(palette, "PNG", transparency=bytes(range(120)))
    yield "rgb-transparent.png", encoded(rgb, "PNG", transparency=rgb.getpixel((0, 0)))
    yield "grey-transparent.png", encoded(grey, "PNG", transparency=5)
    yield "profile.png", encoded(rgb, "PNG", icc_profile=swapped)
    samples = random.integers(0, 65536, (HEIGHT, WIDTH, 4))
    yield "rgb-16-bits.png", png(16, 2, samples[:, :, :3])
    yield "rgba-16-bits.png", png(16, 6, samples)
    yield "grey-alpha-16-bits.png", png(16, 4, samples[:, :, :2])
    yield "grey-16-bits.png", png(16, 0, samples[:, :, 0])
    yield "grey-16-bits.tif", encoded(Image.fromarray(samples[:, :, 0].astype(np.uint16)), "TIFF")

    for subsampling in ("4:4:4", "4:2:2", "4:2:0"):
        name = subsampling.replace(":", "")
        yield f"rgb-{name}.jpg", encoded(rgb, "JPEG", subsampling=subsampling)
        yield f"rgb-{name}-progressive.jpg", encoded(rgb, "JPEG", subsampling=subsampling, progressive=True, quality=60)
    yield "rgb-without-ycc.jpg", encoded(rgb, "JPEG", keep_rgb=True)
    yield "grey.jpg", encoded(grey, "JPEG")
    yield "profile.jpg", encoded(rgb, "JPEG", icc_profile=swapped)
    cmyk = encoded(modes["cmyk"], "JPEG", quality=90)
    yield "cmyk.jpg", cmyk
    adobe = cmyk.index(b"\xff\xee\x00\x0eAdobe")
    yield "ycck.jpg", cmyk[: adobe + 15] + b"\x02" + cmyk[adobe + 16 :]
    yield "cmyk-without-adobe.jpg", cmyk[:adobe] + cmyk[adobe + 16 :]

    for mode in ("rgb", "rgba", "grey"):
        yield f"{mode}.webp", encoded(modes[mode], "WEBP")
        yield f"{mode}-lossless.webp", encoded(modes[mode], "WEBP", lossless=True)
    yield "rgba-exact.webp", encoded(modes["rgba"], "WEBP", lossless=True, exact=True)
    yield "animated.webp", encoded(modes["rgba"], "WEBP", save_all=True, append_images=[small.convert("RGBA")], lossless=True)

    yield "grey-white-is-0.tif", encoded(grey, "TIFF", tiffinfo={262: 0})
    yield "1-bit-fax.tif", encoded(modes["1-bit"], "TIFF", compression="group4")
    yield "rgb-jpeg.tif", encoded(rgb, "TIFF", compression="jpeg")
    yield "cmyk-jpeg.tif", encoded(modes["cmyk"], "TIFF", compression="jpeg")
    yield "big.tif", encoded(rgb, "TIFF", big_tiff=True)
    yield "pages.tif", encoded(rgb, "TIFF", save_all=True, append_images=[grey])
    for turn in range(1, 9):
        yield f"turned-{turn}.tif", encoded(rgb, "TIFF", tiffinfo={274: turn}, compression="tiff_adobe_deflate")

    yield "palette.gif", encoded(palette, "GIF")
    yield "palette-of-13.gif", encoded(small, "GIF", interlace=1)
    yield "transparent.gif", encoded(palette, "GIF", transparency=palette.getpixel((4, 4)))
    yield "grey.gif", encoded(grey, "GIF")
    yield "1-bit.gif", encoded(modes["1-bit"], "GIF")
    yield "rgba.gif", encoded(modes["rgba"], "GIF")
    yield "animated.gif", encoded(palette, "GIF", save_all=True, append_images=[small], duration=100)
    gif = encoded(small, "GIF", transparency=2)
    yield "frame-inside-screen.gif", gif[:6] + struct.pack("<HH", WIDTH + 9, HEIGHT + 7) + gif[10:]
    opaque = encoded(small, "GIF")
    at = opaque.index(b"\x2c\0\0\0\0")
    yield "without-palette.gif", opaque[:10] + b"\0" + opaque[11:13] + opaque[at:]
    yield "palette-too-short.gif", opaque[:10] + b"\x81" + opaque[11:25] + opaque[at:]
    yield "frame-moved.gif", opaque[:6] + struct.pack("<HH", 30, 30) + opaque[10 : at + 1] + struct.pack("<HH", 5, 3) + opaque[at + 5 :]
    yield "frame-past-screen.gif", opaque[:6] + struct.pack("<HH", 4, 40) + opaque[10 : at + 1] + struct.pack("<HH", 5, 3) + opaque[at + 5 :]


def decoded(name, file, turned=False):
    image = Image.open(io.BytesIO(file))
    mode = image.mode
    if turned:
        image = ImageOps.exif_transpose(image)
    pixels = image.convert("RGB")
    if mode == "I;16":
        # Pillow cuts 16-bit grey at 255, which leaves a white picture: Verger keeps the high byte instead.
        pixels = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8)).convert("RGB")
    return {
        "name": name,
        "mode": mode,
        "turned": turned,
        "width": pixels.width,
        "height": pixels.height,
        "file": stored(file),
        "pixels": stored(pixels.tobytes()),
    }


def turned_photographs():
    rgb = picture(WIDTH, HEIGHT)
    for turn in range(1, 9):
        exif = Image.Exif()
        exif[274] = turn
        yield f"turned-{turn}.jpg", encoded(rgb, "JPEG", exif=exif)
    yield "turned.png", encoded(rgb, "PNG", exif=exif)
    yield "turned.webp", encoded(rgb, "WEBP", exif=exif, lossless=True)


def resized():
    y, x = np.mgrid[0:40, 0:40]
    checks = Image.fromarray(np.repeat((((x // 3 + y // 3) % 2) * 255)[:, :, None], 3, 2).astype(np.uint8))
    noise = Image.fromarray(random.integers(0, 256, (75, 100, 3), dtype=np.uint8))
    cases = [
        (picture(1, 1), (5, 4)),
        (picture(2, 3), (7, 7)),
        (picture(31, 17), (10, 10)),
        (picture(31, 17), (31, 8)),
        (picture(31, 17), (47, 17)),
        (picture(31, 17), (1, 1)),
        (picture(200, 2), (3, 3)),
        (picture(3, 150), (40, 1)),
        (checks, (61, 23)),
        (checks, (13, 50)),
        (noise, (24, 18)),
        (noise, (99, 76)),
        (noise, (7, 120)),
        (picture(1000, 7), (333, 9)),
    ]
    # On both sides of where Pillow 13 changes the order of its passes: height lost = 2 x width lost.
    for width, height in ((30, 30), (12, 40)):
        for lost in (1, 4, 9):
            for rows in (height - 2 * lost - 1, height - 2 * lost, height - 2 * lost + 1):
                extremes = (random.integers(0, 2, (height, width, 3)) * 255).astype(np.uint8)
                cases.append((Image.fromarray(extremes), (width - lost, rows)))
    for image, size in cases:
        source = stored(image.tobytes())
        for method in ("bicubic",) if image.width in (12, 30) else ("bicubic", "nearest"):
            pixels = image.resize(size, Image.Resampling[method.upper()])
            yield {
                "method": method,
                "from": image.size,
                "to": size,
                "source": source,
                "pixels": stored(pixels.tobytes()),
            }


golden = {
    "pillow": PIL.__version__,
    "decoded": [decoded(name, file) for name, file in files()]
    + [decoded(name, file, turned) for name, file in turned_photographs() for turned in (False, True)],
    "resized": list(resized()),
}
folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
(folder / "images.json").write_text(json.dumps(golden, indent=1) + "\n")
(folder / "images.bin").write_bytes(zlib.compress(bytes(blob), 9))
