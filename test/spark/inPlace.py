"""Tasks in place, without Spark: what they are given, what they write and what becomes of it; prints one JSON object."""

import json
import os
import sys

python, folder = sys.argv[1:3]
sys.path.insert(0, python)
import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
import verger_files as vf  # noqa: E402


class Rdd:
    """As Spark's, of tasks that all run twice: as after a lost executor, or when Spark tries a slow one elsewhere too."""

    def __init__(self, parts, run=lambda part, rows: rows):
        self.parts, self.run = parts, run

    def mapPartitionsWithIndex(self, f):
        return Rdd(self.parts, lambda part, rows: f(part, self.run(part, rows)))

    def mapPartitions(self, f):
        return self.mapPartitionsWithIndex(lambda _, rows: f(rows))

    def collect(self):
        attempts = [[list(self.run(part, iter(rows))) for part, rows in enumerate(self.parts)] for _ in range(2)]
        return [each for part in attempts[0] for each in part]


class Context:
    @staticmethod
    def parallelize(values, parts):
        return Rdd([values[part * len(values) // parts : (part + 1) * len(values) // parts] for part in range(parts)])


asked = []


def features(batches):
    """A row of two features for each picture."""
    for batch in batches:
        paths = batch.column("path").to_pylist()
        asked.append(paths)
        ones = pa.array([1] * len(paths), pa.int32())
        values = pa.ListArray.from_arrays(range(0, 2 * len(paths) + 1, 2), pa.array([0.5] * (2 * len(paths)), pa.float32()))
        columns = [batch.column("path"), pa.array(["a"] * len(paths)), ones, ones, values.cast(vf.FLOATS)]
        yield pa.RecordBatch.from_arrays(columns, schema=vf.FEATURES)


os.mkdir(f"{folder}/images")
found = [(f"{number % 3}/né {number}.jpg", 1000 * (number % 7)) for number in range(100)] + [("\udcff.jpg", 0)]
tables = vf.InPlace(Context, f"{folder}/images", f"{folder}/run")
tables.configure(found, tasks=3, rows=8)
waves = [tables.features(wave, 2, features, f"_unfinished/{wave}") for wave in range(2)]
rows = [pq.read_table(f"{folder}/run/{path}").column("path").to_pylist() for wave in waves for path, _, _ in wave]
on_disk = sum(len(files) for _, _, files in os.walk(f"{folder}/run"))
os.rmdir(f"{folder}/images")
try:
    tables.features(0, 2, features, "_unfinished/again")
    failure = None
except OSError as error:
    failure = str(error)
print(json.dumps(dict(rows=rows, on_disk=on_disk, largest=max(map(len, asked)), failure=failure)))
