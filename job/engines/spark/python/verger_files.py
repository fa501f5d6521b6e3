"""Pictures and tables where every machine opens them by itself: tasks read and write the files, Spark says who does what.

Spark's own reader and writer, and what they cost in Java, are left out. A task writes under a name of its attempt's own;
only what the driver was told of at the end of a task is moved into the run, so a task that ran twice counts once.
"""

from __future__ import annotations

import array
import glob
import hashlib
import itertools
import math
import os
import threading
import uuid
import zlib
from typing import TYPE_CHECKING, Any, Callable, Iterable, Iterator, List, Optional, Tuple

import pyarrow as pa
import pyarrow.parquet as pq

from verger_bridge import BatchMap

if TYPE_CHECKING:  # Tasks get this module and the bridge.
    from verger_runs import Written

Batches = Iterator[pa.RecordBatch]

FLOATS = pa.list_(pa.field("element", pa.float32(), nullable=False))
TEXT = [("path", pa.string()), ("label", pa.string())]
FEATURES = pa.schema([*TEXT, ("width", pa.int32()), ("height", pa.int32()), pa.field("features", FLOATS, nullable=False)])
PROJECTIONS = pa.schema([*TEXT, pa.field("pca", FLOATS, nullable=False)])
REJECTS = pa.schema([("path", pa.string()), ("reason", pa.string())])

ROW_GROUP_BYTES = 8 << 20
ROWS_READ = 1024


class InPlace:
    """The tables of a run; its rows are RDDs of record batches."""

    def __init__(self, context: Any, images: str, run: str) -> None:
        self._context, self.images, self._run = context, images, run

    def configure(self, found: List[Tuple[str, int]], tasks: int, rows: int, **_: Any) -> None:
        self._found = [(path.encode("utf-8", "surrogateescape").decode("utf-8", "replace"), size) for path, size in found]
        self._tasks, self._rows = tasks, rows

    def warm(self, tasks: int) -> None:
        """Has the machines start Python and load what tasks need, while the job is still being planned."""
        job = self._context.parallelize(range(tasks), tasks).foreachPartition
        threading.Thread(target=job, args=[_nothing], daemon=True).start()

    def features(self, wave: int, waves: int, worker: BatchMap, place: str) -> List[Written]:
        mine = [each for each in self._found if zlib.crc32(each[0].encode()) % waves == wave]
        mine.sort(key=lambda each: each[1], reverse=True)
        count = max(1, min(self._tasks, len(mine)))
        tasks = [sorted(path for path, _ in mine[first::count]) for first in range(count)]
        asked = self._context.parallelize(tasks, len(tasks)).mapPartitions(_asked(self.images, self._rows))
        return self._written(asked.mapPartitions(worker), FEATURES, f"{place}/features")

    def rejects(self, rejects: List[Tuple[str, str]], place: str) -> List[Written]:
        rows = pa.Table.from_pylist([{"path": path, "reason": reason} for path, reason in rejects], REJECTS)
        write = _to_parquet(self._folder(f"{place}/rejects"), REJECTS)
        return [(f"{place}/rejects/{name}", size, digest) for name, size, digest in write(0, rows.to_batches())]

    def summaries(self, partitions: int, statistics: BatchMap, merge: Optional[BatchMap], _: int) -> Batches:
        rows = self._table(partitions, ["features"])
        found = rows.mapPartitionsWithIndex(_numbered).mapPartitions(statistics)
        if merge is not None and found.getNumPartitions() > 3:
            groups = math.ceil(math.sqrt(found.getNumPartitions()))
            keyed = found.map(lambda batch: (batch.column("part")[0].as_py(), batch))
            keyed = keyed.repartitionAndSortWithinPartitions(groups, lambda part: part % groups)
            found = keyed.values().mapPartitions(merge)
        return found.toLocalIterator(prefetchPartitions=True)

    def projections(self, partitions: int, worker: BatchMap, place: str) -> List[Written]:
        rows = self._table(partitions, ["path", "label", "features"])
        return self._written(rows.mapPartitions(worker), PROJECTIONS, f"{place}/pca")

    def _table(self, partitions: int, columns: List[str]) -> Any:
        files = sorted(glob.glob(os.path.join(glob.escape(self._run), "features", "*.parquet")))
        return self._context.parallelize(files, min(partitions, len(files))).mapPartitions(_read(columns))

    def _written(self, rows: Any, schema: pa.Schema, place: str) -> List[Written]:
        parts = rows.mapPartitionsWithIndex(_to_parquet(self._folder(place), schema)).collect()
        return [(f"{place}/{name}", size, digest) for name, size, digest in parts]

    def _folder(self, place: str) -> str:
        folder = os.path.join(self._run, place)
        os.makedirs(folder, exist_ok=True)
        return folder


def _nothing(_: Iterable[int]) -> None:
    """Loads this module."""


def _asked(images: str, rows: int) -> Callable[[Iterable[List[str]]], Batches]:
    def run(tasks: Iterable[List[str]]) -> Batches:
        if not os.path.isdir(images):
            raise OSError(f"this machine does not see {images}: every machine of the cluster has to")
        for paths in tasks:
            for first in range(0, len(paths), rows):
                yield pa.RecordBatch.from_arrays([_texts(paths[first : first + rows])], names=["path"])

    return run


def _texts(values: List[str]) -> pa.Array:
    """As `pa.array` makes it, which loads pandas first: half a second of every worker."""
    parts = [value.encode() for value in values]
    offsets = _ints(itertools.accumulate(map(len, parts), initial=0)).buffers()[1]
    return pa.StringArray.from_buffers(len(parts), offsets, pa.py_buffer(b"".join(parts)))


def _ints(values: Iterable[int]) -> pa.Array:
    numbers = array.array("i", values)
    return pa.Array.from_buffers(pa.int32(), len(numbers), [None, pa.py_buffer(numbers)])


def _read(columns: List[str]) -> Callable[[Iterable[str]], Batches]:
    def run(files: Iterable[str]) -> Batches:
        for file in files:
            with pq.ParquetFile(file) as table:
                yield from table.iter_batches(ROWS_READ, columns=columns, use_threads=False)

    return run


def _numbered(part: int, batches: Batches) -> Batches:
    for batch in batches:
        numbers = _ints([part] * batch.num_rows)
        yield pa.RecordBatch.from_arrays([numbers, *batch.columns], names=["part", *batch.schema.names])


def _to_parquet(folder: str, schema: pa.Schema) -> Callable[[int, Iterable[pa.RecordBatch]], Iterator[Written]]:
    """Numbers plain, texts by dictionary, as the local engine writes them."""
    texts = [field.name for field in schema if pa.types.is_string(field.type)]

    def run(part: int, batches: Iterable[pa.RecordBatch]) -> Iterator[Written]:
        name = f"part-{part:05d}-{uuid.uuid4().hex}.parquet"
        file = os.path.join(folder, name)
        options = {"compression": "zstd", "use_dictionary": texts, "write_statistics": texts}
        with pq.ParquetWriter(file, schema, **options) as writer:
            for group in _row_groups(batches):
                writer.write_table(group)
        with open(file, "rb") as stream:
            yield name, os.path.getsize(file), hashlib.sha256(stream.read()).hexdigest()

    return run


def _row_groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    held: List[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(each.nbytes for each in held) >= ROW_GROUP_BYTES:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)
