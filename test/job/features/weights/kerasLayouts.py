"""Writes weights files in the layouts Keras has had, from tensors given as JSON (stdin) and raw float32.

usage: kerasLayouts.py TENSORS.bin FOLDER < [{"layer", "kind", "tensors": [{"name", "shape"}]}, ...]
"""

import json
import sys
from pathlib import Path

import h5py
import numpy as np

raw, folder = np.fromfile(sys.argv[1], "<f4"), Path(sys.argv[2])
layers = json.load(sys.stdin)
at = 0
for layer in layers:
    for tensor in layer["tensors"]:
        count = int(np.prod(tensor["shape"]))
        tensor["values"] = raw[at : at + count].reshape(tensor["shape"])
        at += count


def names(group, attribute, values, chunk=None):
    """As Keras: bytes, spread over numbered attributes where they are too long for one."""
    encoded = [value.encode() for value in values]
    if chunk is None:
        group.attrs[attribute] = np.array(encoded) if encoded else np.zeros((0,), "S1")
    else:
        for part, start in enumerate(range(0, len(encoded), chunk)):
            group.attrs[f"{attribute}{part}"] = encoded[start : start + chunk]


def keras2(root, layers, suffix=":0", chunk=None, named=lambda layer, name: f"{layer}/{name}", dtype="f4", compression=None):
    names(root, "layer_names", ["input_1"] + [layer["layer"] for layer in layers], chunk)
    names(root.create_group("input_1"), "weight_names", [])
    for layer in layers:
        group = root.create_group(layer["layer"])
        stored = [named(layer["layer"], tensor["name"]) + suffix for tensor in layer["tensors"]]
        names(group, "weight_names", stored)
        for name, tensor in zip(stored, layer["tensors"]):
            group.create_dataset(name, data=tensor["values"].astype(dtype), compression=compression)


def nested(root, layers, backbone):
    """A backbone as one layer: first what is trained, then the moving statistics, as `layer.weights` is sorted."""
    names(root, "layer_names", [backbone, "dense"])
    group = root.create_group(backbone)
    tensors = [(layer["layer"], tensor) for layer in layers for tensor in layer["tensors"]]
    tensors.sort(key=lambda pair: pair[1]["name"].startswith("moving_"))
    names(group, "weight_names", [f"{layer}/{tensor['name']}:0" for layer, tensor in tensors])
    for layer, tensor in tensors:
        group.create_dataset(f"{layer}/{tensor['name']}:0", data=tensor["values"])
    head = root.create_group("dense")
    names(head, "weight_names", ["dense/kernel:0", "dense/bias:0"])
    head.create_dataset("dense/kernel:0", data=np.zeros((1280, 3), "f4"))
    head.create_dataset("dense/bias:0", data=np.zeros(3, "f4"))


def keras3(root, layers, named):
    counts = {}
    for layer in layers:
        number = counts.get(layer["kind"], 0)
        counts[layer["kind"]] = number + 1
        group = root.create_group(layer["kind"] + (f"_{number}" if number else "") + "/vars")
        if named:
            group.attrs["name"] = layer["layer"]
        for place, tensor in enumerate(layer["tensors"]):
            group.create_dataset(str(place), data=tensor["values"])


def renamed(layers):
    return [{**layer, "layer": f"mobl{place}_layer"} for place, layer in enumerate(layers)]


def narrowed(layer):
    """One layer with half the filters."""
    if layer["layer"] != "Conv1":
        return layer
    return {**layer, "tensors": [{"name": "kernel", "values": layer["tensors"][0]["values"][..., :16]}]}


def broken(layer):
    if layer["layer"] != "bn_Conv1":
        return layer
    return {**layer, "tensors": [{**tensor, "values": tensor["values"] * np.nan} for tensor in layer["tensors"]]}


top = {"layer": "predictions", "tensors": [{"name": "kernel", "values": np.zeros((1280, 1000), "f4")}]}


def write(name, fill):
    with h5py.File(folder / name, "w") as file:
        fill(file)


write("keras2-weights.h5", lambda file: keras2(file, layers))
write("keras2-with-top.h5", lambda file: keras2(file, [*layers, top]))
write("keras2-long-names.h5", lambda file: keras2(file, layers, chunk=40))
write("keras2-model.h5", lambda file: keras2(file.create_group("model_weights"), layers))
write("keras2-nested.h5", lambda file: nested(file.create_group("model_weights"), layers, "mobilenetv2_1.00_224"))
write("keras2-other-names.h5", lambda file: keras2(file, renamed([*layers, top])))
write("keras2-old-tensor-names.h5", lambda file: keras2(file, layers, named=lambda layer, name: f"{layer}_{'W' if 'kernel' in name else name}_1"))
write("keras2-float64-gzip.h5", lambda file: keras2(file, layers, dtype="f8", compression="gzip"))
write("keras3-legacy.h5", lambda file: keras2(file, layers, suffix=""))
write("keras3.weights.h5", lambda file: keras3(file.create_group("layers"), layers, named=True))
write("keras3-unnamed.weights.h5", lambda file: keras3(file.create_group("layers"), layers, named=False))
write("keras3-nested.weights.h5", lambda file: keras3(file.create_group("layers/functional/layers"), layers, named=True))
write("half.h5", lambda file: keras2(file, layers, dtype="f2"))
write("narrow.h5", lambda file: keras2(file, [narrowed(layer) for layer in layers]))
write("gaps.h5", lambda file: keras2(file, [layer for layer in layers if layer["layer"] != "block_3_expand"]))
write("not-finite.h5", lambda file: keras2(file, [broken(layer) for layer in layers]))
write("nothing.h5", lambda file: file.create_dataset("table", data=np.zeros(3)))
(folder / "not-hdf5.h5").write_text("<html>504 Gateway Timeout</html>")
(folder / "cut.h5").write_bytes((folder / "keras2-weights.h5").read_bytes()[:1_000_000])
