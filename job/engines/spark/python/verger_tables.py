"""Pictures and tables behind a platform's connectors (S3, Blob, HDFS, …): Spark's own reader and writer open them."""

from __future__ import annotations

import math
from typing import Any, Dict, Iterator, List, Optional, Tuple

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from verger_bridge import BatchMap
from verger_runs import Folder, Written

FEATURES = "path string, label string, width int, height int, features array<float>"
PROJECTIONS = "path string, label string, pca array<float>"
SUMMARY = "part int, rows long, summary binary"


class Tables:
    """The tables of a run; its rows are data frames."""

    images = None  # A batch brings the pictures themselves.

    def __init__(self, spark: SparkSession, images: Folder, run: Folder) -> None:
        self._spark, self._images, self._run = spark, images, run

    def configure(self, own: List[Tuple[str, int]], tasks: int, rows: int, settings: Dict[str, str]) -> None:
        """Spark lists the folder now, once for all waves; it reads no picture yet."""
        self._own = own
        for key, value in settings.items():
            self._spark.conf.set(key, value)
        self._cut(tasks, rows)
        reader = self._spark.read.format("binaryFile").option("recursiveFileLookup", "true")
        pictures, litter = self._images.names
        self._relative = f.expr(f"substring(path, {len(self._images.root) + 2})")
        named = f.col("_metadata.file_path").rlike(pictures) & ~self._relative.rlike(litter)
        self._files = reader.load(self._images.root).where(named)

    def warm(self, tasks: int) -> None:
        """Nothing: a query has other Python processes than this could start."""

    def features(self, wave: int, waves: int, worker: BatchMap, place: str) -> List[Written]:
        rows = self._content(wave, waves).mapInArrow(worker, FEATURES)
        return self._written(rows.sortWithinPartitions("path"), f"{place}/features")

    def _content(self, wave: int, waves: int) -> DataFrame:
        if wave < waves:
            # Of the file's name alone: Spark then opens no file of another wave.
            hashed = f"cast(pmod(crc32(encode(_metadata.file_path, 'utf-8')), {waves}) as int)"
            files = self._files if waves == 1 else self._files.where(f"{hashed} = {wave}")
            return files.select(self._relative.alias("path"), "content")
        # Empty files, and names that begin with _, which no reader of Spark's will open.
        rows = [(path, bytearray(self._images.read(path) if size else b"")) for path, size in self._own]
        cores = max(1, self._spark.sparkContext.defaultParallelism)
        return self._spark.createDataFrame(rows, "path string, content binary").coalesce(cores)

    def rejects(self, rejects: List[Tuple[str, str]], place: str) -> List[Written]:
        rows = self._spark.createDataFrame(rejects, "path string, reason string")
        return self._written(rows.coalesce(1), f"{place}/rejects")

    def summaries(self, partitions: int, statistics: BatchMap, merge: Optional[BatchMap], at_once: int) -> Iterator[pa.RecordBatch]:
        numbered = self._table(partitions, 64).select(f.spark_partition_id().alias("part"), "features")
        found = numbered.mapInArrow(statistics, SUMMARY)
        parts = numbered.rdd.getNumPartitions()
        if merge is not None and parts > 3:
            groups = math.ceil(math.sqrt(parts))
            self._cut(partitions, at_once)
            grouped = found.repartition(groups, f.expr(f"part % {groups}")).sortWithinPartitions("part")
            found = grouped.mapInArrow(merge, SUMMARY)
        return (_batch(row) for row in found.toLocalIterator(prefetchPartitions=True))

    def projections(self, partitions: int, worker: BatchMap, place: str) -> List[Written]:
        rows = self._table(partitions, 1024).select("path", "label", "features").mapInArrow(worker, PROJECTIONS)
        return self._written(rows.sortWithinPartitions("path"), f"{place}/pca")

    def _table(self, partitions: int, rows: int) -> DataFrame:
        self._cut(partitions, rows)
        return self._spark.read.schema(FEATURES).parquet(f"{self._run.root}/features")

    def _cut(self, partitions: int, rows: int) -> None:
        self._spark.conf.set("spark.sql.files.minPartitionNum", str(partitions))
        self._spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(rows))

    def _written(self, rows: DataFrame, place: str) -> List[Written]:
        rows.write.mode("overwrite").option("parquet.block.size", 8 << 20).parquet(f"{self._run.root}/{place}")
        return self._run.written(place)


def _batch(row: Any) -> pa.RecordBatch:
    arrays = [pa.array([row.part], pa.int32()), pa.array([row.rows], pa.int64()), pa.array([bytes(row.summary)], pa.binary())]
    return pa.RecordBatch.from_arrays(arrays, names=["part", "rows", "summary"])
