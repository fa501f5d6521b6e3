"""Pictures and tables behind a platform's connectors (S3, Blob, HDFS, …): Spark's own reader and writer open them."""

from __future__ import annotations

import math
from typing import Any, Iterator, List, Optional

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from verger_bridge import BatchMap
from verger_runs import Folder, Written

FEATURES = "path string, label string, width int, height int, features array<float>"
PROJECTIONS = "path string, label string, pca array<float>"
SUMMARY = "part int, rows long, summary binary"


class Tables:
    """The tables of a run; its rows are data frames."""

    def __init__(self, spark: SparkSession, images: Folder, run: Folder, **setup: Any) -> None:
        """Spark lists the folder now, once for all waves; it reads no picture yet. `setup`: sparkDriver.ts says what it is."""
        self._spark, self._images, self._run, self._own = spark, images, run, setup["own"]
        for key, value in setup["settings"].items():
            spark.conf.set(key, value)
        self._cut(setup["tasks"], setup["rows"])
        reader = spark.read.format("binaryFile").option("recursiveFileLookup", "true")
        self._relative = f.expr(f"substring(path, {len(images.root) + 2})")
        named = f.col("_metadata.file_path").rlike(setup["pictures"]) & ~self._relative.rlike(setup["litter"])
        self._files = reader.load(images.root).where(named)

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

    def summaries(self, partitions: int, statistics: BatchMap, merge: Optional[BatchMap], at_once: int) -> Iterator[bytes]:
        numbered = self._table(partitions, 64).select(f.spark_partition_id().alias("part"), "features")
        found = numbered.mapInArrow(statistics, SUMMARY)
        parts = numbered.rdd.getNumPartitions()
        if merge is not None and parts > 3:
            groups = math.ceil(math.sqrt(parts))
            self._cut(partitions, at_once)
            grouped = found.repartition(groups, f.expr(f"part % {groups}")).sortWithinPartitions("part")
            found = grouped.mapInArrow(merge, SUMMARY)
        return (bytes(row.summary) for row in found.toLocalIterator(prefetchPartitions=True))

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
