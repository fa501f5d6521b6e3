"""Writes one small table in every Parquet layout that pyarrow and DuckDB can give it: parquet.py FOLDER"""

import sys
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

folder = Path(sys.argv[1])
rows, features = 60, 7
values = np.array([[row * 10 + feature / 4 for feature in range(features)] for row in range(rows)])
path = pa.array([f"pommes d’été/{row}.jpg" for row in range(rows)])
label = pa.array([None if row % 3 == 0 else "été" for row in range(rows)])
offsets = pa.array(np.arange(rows + 1) * features, pa.int32())


def lists(type_=pa.float32(), array=pa.ListArray):
    return array.from_arrays(offsets.cast(pa.int64()) if array is pa.LargeListArray else offsets, pa.array(values.ravel(), type_))


def write(name, column=None, columns=None, **options):
    table = pa.table(columns or {"path": path, "label": label, "features": column if column is not None else lists()})
    pq.write_table(table, folder / f"{name}.parquet", store_schema=False, **options)


# What a reader has to cope with, one file each.
write("pyarrow-standard")
write("pyarrow-item", use_compliant_nested_type=False)
write("pyarrow-double", lists(pa.float64()))
write("pyarrow-large-list", lists(array=pa.LargeListArray))
write("pyarrow-fixed-size-list", pa.FixedSizeListArray.from_arrays(pa.array(values.ravel(), pa.float32()), features))
write("pyarrow-plain", use_dictionary=False, compression="none")
write("pyarrow-pages-v2", data_page_version="2.0", compression="zstd", data_page_size=256, use_dictionary=False, write_batch_size=5)
write("pyarrow-rows-across-pages", data_page_size=64, use_dictionary=False, write_batch_size=5)
write("pyarrow-row-groups", row_group_size=13)
write("pyarrow-byte-stream-split", use_dictionary=False, use_byte_stream_split=["features.list.element"])
for codec in ("gzip", "brotli", "lz4", "zstd"):
    write(f"pyarrow-{codec}", compression=codec)
write("pyarrow-delta-texts", use_dictionary=False, column_encoding={"path": "DELTA_BYTE_ARRAY", "label": "DELTA_LENGTH_BYTE_ARRAY"})
write("pyarrow-no-path", columns={"vector": lists(), "id": pa.array(range(rows))})
required = pa.list_(pa.field("element", pa.float32(), nullable=False))
schema = pa.schema([pa.field("path", pa.string(), False), pa.field("label", pa.string()), pa.field("features", required, False)])
pq.write_table(
    pa.table([path, label, lists().cast(required)], schema=schema), folder / "pyarrow-required.parquet", store_schema=False
)

orchard = pa.table({"path": path, "label": label, "features": lists()})
duckdb.sql(f"copy (select * from orchard) to '{folder}/duckdb.parquet' (format parquet)")

# What a reader has to refuse by name.
as_lists = [list(row) for row in values[:9].tolist()]


def broken(name, row, value, **options):
    damaged = as_lists[:row] + [value] + as_lists[row + 1 :]
    short = {"path": path.slice(0, 9), "label": label.slice(0, 9), "features": pa.array(damaged, pa.list_(pa.float32()))}
    write(f"refused-{name}", columns=short, **options)


broken("null-row", 4, None)
broken("null-first-row", 0, None)
broken("null-element", 6, [1, 2, 3, None, 5, 6, 7], row_group_size=4)
broken("empty-row", 5, [])
broken("short-row", 3, [1, 2, 3], row_group_size=2)
broken("long-row", 7, [1, 2, 3, 4, 5, 6, 7, 8])
broken("last-row-short", 8, [1])
broken("nan", 2, [1, 2, 3, 4, 5, float("nan"), 7])
write("refused-no-list", columns={"path": path, "label": label, "size": pa.array(range(rows), pa.float32())})
write("refused-no-rows", columns={"path": path.slice(0, 0), "features": lists().slice(0, 0)})
write("several-lists", columns={"path": path, "before": lists(), "after": lists(pa.float64())})
nested = pa.ListArray.from_arrays(pa.array([0, rows], pa.int32()), lists())
write("refused-nested", columns={"features": nested})
