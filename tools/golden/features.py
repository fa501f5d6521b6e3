"""Features by Keras with the seeded weights of job/features/weights/seededWeights.ts, written anew in numpy.

usage: features.py draw FOLDER                       draws the JPEG files the cases read
       features.py layers OUT.json                    weighted layers of every model, in the order of its files
       features.py save FOLDER                        MobileNetV2, seed 0, in every layout this Keras can write
       features.py run CASES.json FOLDER OUT.bin      the features of all cases, float32, one case after another,
                                                      and their shapes beside it, in OUT.json
"""

import json
import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from PIL import Image

MODELS = {
    "mobilenet-v2": (keras.applications.MobileNetV2, keras.applications.mobilenet_v2.preprocess_input),
    "vgg16": (keras.applications.VGG16, keras.applications.vgg16.preprocess_input),
    "resnet50": (keras.applications.ResNet50, keras.applications.resnet50.preprocess_input),
}
RESAMPLING = {"nearest": Image.Resampling.NEAREST, "bicubic": Image.Resampling.BICUBIC}


def mix(value):
    value = (value ^ (value >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    value = (value ^ (value >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return value ^ (value >> np.uint32(16))


def key_of(name):
    key = 0x811C9DC5
    for character in name:
        key = ((key ^ ord(character)) * 0x01000193) & 0xFFFFFFFF
    return np.uint32(key)


def seeded(seed, layer, name, shape, added):
    if name == "kernel":
        limit = np.sqrt(6 / np.prod(shape[:-1], dtype=np.float64))
        low, high = -limit, limit
    elif name == "depthwise_kernel":
        limit = np.sqrt(6 / np.prod(shape[:2], dtype=np.float64))
        low, high = -limit, limit
    elif name == "gamma":
        low, high = (0.25, 0.5) if added else (0.8, 1.2)
    elif name == "moving_variance":
        low, high = 0.8, 1.2
    else:
        low, high = -0.1, 0.1
    count = np.arange(1, int(np.prod(shape)) + 1, dtype=np.uint32)
    bits = mix(mix(count) ^ key_of(f"{seed}/{layer}/{name}")) >> np.uint32(8)
    return (low + bits / 0x1000000 * (high - low)).astype(np.float32).reshape(shape)


def fill(model, seed):
    added = set()
    for layer in model.layers:
        if isinstance(layer, keras.layers.Add):
            added |= {tensor._keras_history.operation.name for tensor in layer.input}
    for layer in model.layers:
        depthwise = isinstance(layer, keras.layers.DepthwiseConv2D)
        for weight in layer.weights:
            name = "depthwise_kernel" if depthwise and weight.name == "kernel" else weight.name
            weight.assign(seeded(seed, layer.name, name, tuple(weight.shape), layer.name in added))


def build(case):
    build_model, _ = MODELS[case["extractor"]]
    size, pooling = case["size"], case["pooling"]
    if pooling == "fc2":
        model = build_model(weights=None, include_top=True, input_shape=(size, size, 3))
        model = keras.Model(model.input, model.get_layer("fc2").output)
    else:
        pooled = None if pooling == "flatten" else pooling
        model = build_model(weights=None, include_top=False, input_shape=(size, size, 3), pooling=pooled)
    fill(model, case["seed"])
    return model


def noise(count, size):
    """The pictures of test/job/features/noisePictures.ts."""
    at = np.arange(size * size * 3, dtype=np.int64)
    square = (at * at).astype(np.uint32).astype(np.int32) >> 5
    rows = [(at * 7 + picture * 31 + square) & 255 for picture in range(count)]
    return np.stack(rows).reshape(count, size, size, 3).astype(np.uint8)


def pictures(case, folder):
    if "noise" in case:
        return noise(case["noise"], case["size"])
    mode = "L" if case.get("grey") else "RGB"
    side = (case["size"], case["size"])
    loaded = [
        np.asarray(Image.open(Path(folder) / name).convert(mode).resize(side, RESAMPLING[case["resize"]]))
        for name in case["files"]
    ]
    return np.stack(loaded)


def features(case, folder):
    batch = pictures(case, folder).astype(np.float32)
    if case["extractor"] == "pixels":
        return batch.reshape(len(batch), -1)
    _, preprocess = MODELS[case["extractor"]]
    # One picture at a time: flat and small, whatever the case.
    model = build(case)
    rows = [np.asarray(model(preprocess(picture[None].copy()))).reshape(1, -1) for picture in batch]
    return np.concatenate(rows)


def draw(folder):
    """Gradients, edges and texture in three shapes, as JPEG as cameras write it (4:2:0, quality 88)."""
    for name, (width, height), seed in [("wide", (180, 121), 1), ("tall", (90, 143), 2), ("small", (41, 40), 3)]:
        y, x = np.mgrid[0:height, 0:width]
        disc = (x - 0.6 * width) ** 2 + (y - 0.45 * height) ** 2 < (0.3 * min(width, height)) ** 2
        red = 255 * x / width + 30 * np.sin(y / 3)
        green = np.where(disc, 220, 255 * y / height)
        blue = 128 + 100 * np.sin(x / (4 + seed)) * np.cos(y / 5)
        grain = np.random.default_rng(seed).normal(0, 6, (height, width, 1))
        values = np.stack([red, green, blue], axis=-1) + grain
        Image.fromarray(values.clip(0, 255).astype(np.uint8)).save(Path(folder) / f"{name}.jpg", quality=88)


def run(cases_path, folder, out_path):
    shapes = []
    with open(out_path, "wb") as out:
        for case in json.loads(Path(cases_path).read_text()):
            rows = features(case, folder)
            shapes.append({"name": case["name"], "rows": rows.shape[0], "columns": rows.shape[1]})
            print(json.dumps(shapes[-1], ensure_ascii=False), flush=True)
            out.write(np.ascontiguousarray(rows, dtype="<f4").tobytes())
    Path(out_path).with_suffix(".json").write_text(json.dumps(shapes, ensure_ascii=False, indent=1) + "\n")


def layers(out_path):
    models = {name: build_model(weights=None, include_top=False) for name, (build_model, _) in MODELS.items()}
    orders = {name: [layer.name for layer in model.layers if layer.weights] for name, model in models.items()}
    Path(out_path).write_text(json.dumps(orders, indent=0) + "\n")


def save(folder):
    folder = Path(folder)
    backbone = build({"extractor": "mobilenet-v2", "size": 224, "pooling": "avg", "seed": 0})
    backbone.save_weights(folder / "backbone.weights.h5")
    backbone.save(folder / "backbone.h5")
    backbone.save(folder / "backbone.keras")
    picture = keras.Input((224, 224, 3))
    scaled = keras.layers.Rescaling(1 / 127.5, offset=-1)(picture)
    classes = keras.layers.Dense(5)(keras.layers.Dropout(0.2)(backbone(scaled)))
    around = keras.Model(picture, classes)
    around.save_weights(folder / "nested.weights.h5")
    around.save(folder / "nested.h5")
    around.save(folder / "nested.keras")
    sequential = keras.Sequential([backbone, keras.layers.Dense(3)])
    sequential.save(folder / "sequential.h5")


{"draw": draw, "layers": layers, "save": save, "run": run}[sys.argv[1]](*sys.argv[2:])
