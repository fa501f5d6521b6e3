"""Daft with a class UDF, a process for each core: daft_udf.py IMAGES OUT MODEL CORES"""

import sys

import daft
from daft import DataType, Series, col
from daft.functions import download
from network import Network

images, out, model, cores = sys.argv[1:5]


@daft.cls(max_concurrency=int(cores), use_process=True)
class Features:
    def __init__(self):
        self.network = Network(model, 1)

    @daft.method.batch(return_dtype=DataType.list(DataType.float32()), batch_size=64)
    def __call__(self, contents: Series):
        return list(self.network.features(contents.to_pylist()))


print("bench images", flush=True)
files = daft.from_glob_path(f"{images}/**/*.jpg").with_column("content", download(col("path")))
files.select(col("path"), Features()(col("content")).alias("features")).write_parquet(out)
print("bench features", flush=True)
