"""Runs a Verger job on Spark: it only says what runs where. Every picture and every number is the Node worker's.

spark-submit driver.py --images URI --out URI --run-id ID --spec JSON [--home FOLDER]
The same run id again goes on with the run: finished shards are kept.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import json
import math
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from typing import Any, Dict, List, Optional

# Databricks runs the file's text, which then has no __file__.
HERE = os.path.dirname(os.path.abspath(globals().get("__file__", sys.argv[0])))
# PyArrow as the bundle ships it, for a platform whose Python has none.
SHIPPED = os.path.join(os.path.dirname(HERE), f"site-packages-{sys.version_info[0]}.{sys.version_info[1]}")
sys.path[:0] = [HERE, *([SHIPPED] if os.path.isdir(SHIPPED) else [])]

import pyarrow as pa  # noqa: E402
from pyspark.sql import DataFrame, SparkSession  # noqa: E402
from pyspark.sql import functions as f  # noqa: E402

import verger_bridge  # noqa: E402
from verger_runs import Folder  # noqa: E402

FEATURES = "path string, label string, width int, height int, features array<float>, reason string"
PROJECTIONS = "path string, label string, pca array<float>"
SUMMARY = "part int, rows long, summary binary"

BATCH_BYTES = 32 << 20  # Of pictures, or of statistics, handed to a worker at once.
OPEN_COST = 4 << 20  # What a picture counts for beside its bytes: tasks get equal numbers of pictures.
WIDEST_SCATTER = 8192  # Features up to which d x d statistics fit a task (512 MiB).
MOST_KEPT = 1 << 29  # Numbers the driver's worker holds while there are no more rows than features (2 GiB).
UNFINISHED = "_unfinished"  # Spark itself passes over names that begin with _.


class JobFailed(Exception):
    """The job cannot go on: what a person should know and do, and the exit code."""

    def __init__(self, message: str, hint: str, code: int = 10) -> None:
        super().__init__(message)
        self.hint, self.code = hint, code


class Job:
    def __init__(self, spark: SparkSession, options: argparse.Namespace) -> None:
        self.spark, self.home, self.run_id = spark, options.home, options.run_id
        self.images = Folder(spark, options.images)
        self.run = Folder(spark, f"{options.out.rstrip('/')}/{options.run_id}")
        self.cores = max(1, spark.sparkContext.defaultParallelism)
        self.a_task = int(spark.conf.get("spark.verger.picturesATask", "1000"))  # Starting a worker costs some 50.
        self.job = json.loads(self.command("describe", spec=json.loads(options.spec)))
        self.spec, self.dimension = self.job["spec"], self.job["dimension"]
        self.count = self.size = self.done = self.rejects = self.fresh = 0
        self.waves: Dict[int, str] = {}
        self.records: Dict[int, Dict[str, Any]] = {}
        self.projections: List[Dict[str, Any]] = []
        self.began, self.started_at, self.marks = time.time(), _now(), {}
        self.earlier = self.run.read_json("run.json")
        spark.sparkContext.addPyFile(verger_bridge.__file__)

    def execute(self) -> None:
        self.tell("listing")
        self.list()
        self.write_manifest("running")
        self.tell("features")
        missing = [wave for wave in self.waves if not self.finished(wave)]
        with ThreadPoolExecutor(2) as pool:  # Two at a time: the cores that one no longer needs serve the next.
            for _ in pool.map(self.featurize, missing):
                self.tell("features")
        self.check_rejects()
        with tempfile.TemporaryDirectory(prefix="verger-") as staging:
            self.tell("statistics")
            self.fit(staging)
            self.tell("projections")
            self.project(staging)
        self.tell("finished")
        self.write_manifest("succeeded")
        self.run.remove(UNFINISHED)
        self.run.write("_SUCCESS", b"")

    # What there is to do

    def list(self) -> None:
        """Cuts the pictures into waves, by a hash of their path: the same ones whatever the cluster is."""
        pictures, litter = self.job["pictures"], self.job["litter"]
        reader = self.spark.read.format("binaryFile").option("recursiveFileLookup", "true")
        named = f.col("_metadata.file_path").rlike(pictures)
        self.relative = f.expr(f"substring(path, {len(self.images.root) + 2})")
        self.files = reader.load(self.images.root).where(named & ~self.relative.rlike(litter))
        listed = [each for each in self.images.list() if re.search(pictures, each.path) and not re.search(litter, each.path)]
        self.passed_over = [each for each in listed if each.size == 0 or _hidden_from_spark(each.path)]
        self.count, self.size = len(listed), sum(each.size for each in listed)
        readable = self.count - len(self.passed_over)
        if self.count == 0:
            raise JobFailed(f"No image in {self.images.root}", "Give a folder that holds pictures, at any depth.", 2)

        plan = self.run.read_json(f"{UNFINISHED}/plan.json")
        waves = max(1, math.ceil(readable / (self.a_task * self.cores)))
        if plan is None:
            plan = {"waves": waves, "identity": self.job["identity"]}
            self.run.write_json(f"{UNFINISHED}/plan.json", plan)
        if plan["identity"] != self.job["identity"]:
            raise JobFailed(
                f"The run {self.run_id} was begun with another spec or other weights.",
                "Submit the job under another run id, or with the spec it was begun with.",
                2,
            )
        self.wave_count = plan["waves"]
        self.waves = self.wave_inputs(readable)
        self.configure(readable)

    def wave_inputs(self, readable: int) -> Dict[int, str]:
        """A digest of what each wave is computed from, of listings only: no picture is read."""
        identity = self.job["identity"]
        print_of = f.expr("xxhash64(path, length, modificationTime)")
        fields = self.files.select(f.expr(self.wave_of()).alias("wave"), print_of.alias("print"))
        found = fields.groupBy("wave").agg(f.count("*").alias("n"), f.expr("bit_xor(print)").alias("prints")).collect()
        if sum(row.n for row in found) != readable:
            raise JobFailed(
                f"{self.images.root} changed while it was listed: {readable} pictures, then {sum(row.n for row in found)}.",
                "Submit the job again when nothing is copied there any more.",
            )
        inputs = {row.wave: _digest([identity, row.n, row.prints]) for row in found}
        if self.passed_over:
            inputs[self.wave_count] = _digest([identity, sorted(self.passed_over)])
        return dict(sorted(inputs.items()))

    def wave_of(self) -> str:
        """Of the file's name alone: Spark then opens no file of another wave."""
        return f"cast(pmod(crc32(encode(_metadata.file_path, 'utf-8')), {self.wave_count}) as int)"

    def configure(self, readable: int) -> None:
        a_wave = readable / self.wave_count
        tasks = min(max(self.cores, round(a_wave / self.a_task)), max(1, math.ceil(a_wave / 32)))
        batch_rows = max(1, min(64, BATCH_BYTES * self.count // max(1, self.size)))
        for key, value in {
            "spark.sql.files.openCostInBytes": OPEN_COST,
            "spark.sql.files.maxPartitionBytes": 1 << 50,
            "spark.sql.files.minPartitionNum": tasks,
            "spark.sql.execution.arrow.maxRecordsPerBatch": batch_rows,
            "spark.sql.parquet.compression.codec": "zstd",
            "spark.sql.adaptive.enabled": "false",
        }.items():
            self.spark.conf.set(key, str(value))

    # Features

    def finished(self, wave: int) -> bool:
        record = self.run.read_json(_record(wave))
        if record is None or record["input"] != self.waves[wave]:
            return False
        if not all(self.run.size(file["path"]) == file["bytes"] for file in record["files"]):
            return False
        self.keep(record)
        return True

    def featurize(self, wave: int) -> None:
        began = time.time()
        rows = self.content(wave).mapInArrow(self.node("features", spec=self.spec), FEATURES).persist()
        place = f"{UNFINISHED}/{wave:05d}"
        try:
            usable = rows.where("reason is null").select("path", "label", "width", "height", "features")
            self.write(usable.sortWithinPartitions("path"), f"{place}/features")
            total, rejects = rows.agg(f.count("*"), f.count("reason")).first()
            if rejects > 0:
                unusable = rows.where("reason is not null").select("path", "reason")
                self.write(unusable.coalesce(1).sortWithinPartitions("path"), f"{place}/rejects")
        finally:
            rows.unpersist()
        record = {
            "version": 1,
            "shard": wave,
            "input": self.waves[wave],
            "rows": total - rejects,
            "rejects": rejects,
            "files": self.publish(place, wave),
            "seconds": time.time() - began,
        }
        self.run.write_json(_record(wave), record)
        self.keep(record)
        self.fresh += total

    def content(self, wave: int) -> DataFrame:
        if wave < self.wave_count:
            return self.files.where(f"{self.wave_of()} = {wave}").select(self.relative.alias("path"), "content")
        # Empty files, and names that begin with _, which no reader of Spark's will open.
        rows = [(path, bytearray(self.images.read(path) if size else b"")) for path, size in self.passed_over]
        return self.spark.createDataFrame(rows, "path string, content binary").coalesce(self.cores)

    def keep(self, record: Dict[str, Any]) -> None:
        self.records[record["shard"]] = record
        self.done += record["rows"] + record["rejects"]
        self.rejects += record["rejects"]

    def check_rejects(self) -> None:
        records = list(self.records.values())
        self.command("check", records=records, maxRejects=self.spec["maxRejects"], folder=self.run.root)

    # The PCA

    def table(self) -> DataFrame:
        return self.spark.read.parquet(f"{self.run.root}/features")

    def fit(self, staging: str) -> None:
        rows = self.done - self.rejects
        shape = {"dimension": self.dimension, "keepRows": rows <= self.dimension}
        if rows * self.dimension > MOST_KEPT if shape["keepRows"] else self.dimension > WIDEST_SCATTER:
            raise JobFailed(
                f"A PCA of {rows} rows x {self.dimension} features does not fit the driver.",
                "Choose a smaller size, or an extractor with fewer features. The features are kept.",
                2,
            )
        self.spark.conf.set("spark.sql.files.minPartitionNum", str(self.cores))
        numbered = self.table().select(f.spark_partition_id().alias("part"), "features")
        summaries = numbered.mapInArrow(self.node("statistics", verger_bridge.InTotal, **shape), SUMMARY)
        if not shape["keepRows"]:
            summaries = self.merged(summaries.persist())
        batches = (_batch(row) for row in summaries.toLocalIterator())
        fitted = self.node("fit", verger_bridge.InTotal, spec=self.spec, folder=staging, **shape)
        try:
            collections.deque(fitted(batches), maxlen=0)
        except verger_bridge.WorkerFailed as failure:
            if failure.exit_code not in (2, 10):
                raise
            raise JobFailed(failure.said[0], " ".join(failure.said[1:]), failure.exit_code) from failure
        self.run.upload(verger_bridge.folder_content(staging))

    def merged(self, summaries: DataFrame) -> DataFrame:
        """One level of a tree: about as many merges as each of them merges."""
        parts = summaries.count()
        if parts <= 3:
            return summaries.orderBy("part")
        groups = math.ceil(math.sqrt(parts))
        bytes_each = self.dimension * self.dimension * 4
        self.spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(max(1, BATCH_BYTES // bytes_each)))
        grouped = summaries.repartition(groups, f.expr(f"part % {groups}")).sortWithinPartitions("part")
        return grouped.mapInArrow(self.node("merge", verger_bridge.InTotal), SUMMARY)

    def project(self, staging: str) -> None:
        model = self.spark.sparkContext.broadcast(verger_bridge.folder_content(staging))
        projected = verger_bridge.with_folder(self.program("project"), model, _environment())
        self.spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "1024")
        rows = self.table().select("path", "label", "features").mapInArrow(projected, PROJECTIONS)
        self.write(rows.sortWithinPartitions("path"), f"{UNFINISHED}/pca/pca")
        self.projections = self.publish(f"{UNFINISHED}/pca", None)

    # Files and processes

    def write(self, rows: DataFrame, place: str) -> None:
        rows.write.mode("overwrite").option("parquet.block.size", 8 << 20).parquet(f"{self.run.root}/{place}")

    def publish(self, place: str, wave: Optional[int]) -> List[Dict[str, Any]]:
        """Moves what Spark wrote to the names a run folder has, and says what was moved."""
        reader = self.spark.read.format("binaryFile").option("recursiveFileLookup", "true")
        parts = reader.option("pathGlobFilter", "*.parquet").load(f"{self.run.root}/{place}")
        found = parts.selectExpr("path", "length", "sha2(content, 256) as sha256").orderBy("path").collect()
        files = []
        for index, part in enumerate(found):
            source = part.path[len(self.run.root) + 1 :]
            number = f"{index:05d}" if wave is None else f"{wave:05d}-{index:03d}"
            target = f"{source.split('/')[-2]}/part-{number}.parquet"
            self.run.move(source, target)
            files.append({"path": target, "bytes": part.length, "sha256": part.sha256})
        self.run.remove(place)
        return files

    def program(self, stage: str) -> List[str]:
        return [os.path.join(self.home, "bin", "node"), os.path.join(self.home, "worker.mjs"), stage]

    def node(self, stage: str, ledger: type = verger_bridge.RowForRow, **parameters: Any) -> verger_bridge.BatchMap:
        given = json.dumps({"model": os.path.join(self.home, "model"), **parameters})
        return verger_bridge.node_map([*self.program(stage), given], ledger, _environment())

    def command(self, stage: str, **parameters: Any) -> str:
        given = json.dumps({"model": os.path.join(self.home, "model"), **parameters})
        done = subprocess.run([*self.program(stage), "-"], input=given, capture_output=True, encoding="utf-8")
        if done.returncode != 0:
            try:
                said = json.loads(done.stdout)
            except ValueError:
                raise JobFailed(f"The Node program failed: {done.stderr[-2000:]}", "Is the bundle whole?") from None
            raise JobFailed(said["message"], said["hint"], done.returncode)
        return done.stdout

    # What others may know

    def tell(self, stage: str, **more: Any) -> None:
        """For whoever watches: the newest state in progress.json, every one in the driver's log."""
        self.marks[stage] = self.marks.get(stage, time.time())
        state = {"runId": self.run_id, "stage": stage, "images": self.count, "done": self.done, "rejects": self.rejects}
        state.update(seconds=round(time.time() - self.began, 1), at=_now(), **more)
        self.run.write_json("progress.json", {"version": 1, **state})
        print("verger " + json.dumps(state, ensure_ascii=False), flush=True)

    def write_manifest(self, state: str, failure: Optional[str] = None) -> None:
        now = time.time()
        at = {stage: self.marks.get(stage, now) for stage in ("features", "statistics", "finished")}
        pca = self.run.read("pca/model.json") if self.projections else None
        run = {
            "verger": _version(self.home),
            "runId": self.run_id,
            "state": state,
            **({} if failure is None else {"failure": failure}),
            "spec": self.spec,
            "images": {"folder": self.images.root, "count": self.count, "bytes": self.size, "inputs": self.waves},
            "cores": self.cores,
            "records": [self.records[wave] for wave in sorted(self.records)],
            "fresh": {"images": self.fresh},
            "projections": self.projections,
            "pca": None if pca is None else json.loads(pca),
            "modelFile": None if pca is None else _written("pca/model.json", pca),
            "seconds": {
                "featurize": at["statistics"] - at["features"],
                "pca": at["finished"] - at["statistics"],
                "total": now - self.began,
            },
            "runtime": {"spark": self.spark.version, "python": platform.python_version(), "pyarrow": pa.__version__},
            "earlier": self.earlier and {key: self.earlier[key] for key in ("startedAt", "attempts")},
            "startedAt": self.started_at,
            "finishedAt": None if state == "running" else _now(),
        }
        self.run.write_json("run.json", json.loads(self.command("manifest", run=run)))


def _version(home: str) -> str:
    with open(os.path.join(home, "version.txt"), encoding="utf-8") as file:
        return file.read().strip()


def _written(path: str, content: bytes) -> Dict[str, Any]:
    return {"path": path, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _environment() -> Dict[str, str]:
    return {"MALLOC_ARENA_MAX": "2", "UV_THREADPOOL_SIZE": "2"}


def _record(wave: int) -> str:
    return f"shards/part-{wave:05d}.json"


def _hidden_from_spark(path: str) -> bool:
    return any(name.startswith("_") and "=" not in name for name in path.split("/"))


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _batch(row: Any) -> pa.RecordBatch:
    arrays = [pa.array([row.part], pa.int32()), pa.array([row.rows], pa.int64()), pa.array([bytes(row.summary)], pa.binary())]
    return pa.RecordBatch.from_arrays(arrays, names=["part", "rows", "summary"])


def main(arguments: List[str]) -> int:
    parser = argparse.ArgumentParser(description="A Verger job on Spark")
    parser.add_argument("--spec", required=True, help="JSON: the job's fields; images, out and runId may stand there too")
    for name in ("images", "out", "run-id"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--home", default=os.environ.get("VERGER_HOME", os.path.dirname(HERE)))
    options = parser.parse_args(arguments)
    spec = json.loads(options.spec)
    for key, name in (("images", "images"), ("out", "out"), ("runId", "run_id")):
        given = spec.pop(key, None)
        setattr(options, name, getattr(options, name) or given)
        if not getattr(options, name):
            parser.error(f"{key} is missing: give it as an option or in --spec")
    options.spec = json.dumps(spec)
    builder = SparkSession.builder.appName(f"verger {options.run_id}")
    if os.path.isdir(SHIPPED):
        builder = builder.config("spark.executorEnv.PYTHONPATH", SHIPPED)
    spark = builder.getOrCreate()
    try:
        return submit(spark, options)
    finally:
        spark.stop()


def submit(spark: SparkSession, options: argparse.Namespace) -> int:
    """Runs one job; the exit codes are those of every verger command."""
    job = None
    try:
        job = Job(spark, options)
        job.execute()
        return 0
    except Exception as error:
        failure = error if isinstance(error, JobFailed) else JobFailed(_reason(error), "The driver's log has the trace.")
        print(f"{failure}\n{failure.hint}", file=sys.stderr)
        if job is not None and job.count > 0:
            job.tell("failed", message=str(failure), hint=failure.hint)
            job.write_manifest("failed", str(failure))
        if failure is not error:
            traceback.print_exc()
        return failure.code


def _reason(error: BaseException) -> str:
    """A worker's own words, without the layers of Java and Python they came through."""
    words = re.search(r"WorkerFailed: (.*?)(?:\n\n|\n\tat |\Z)", str(error), re.DOTALL)
    return words.group(1) if words else f"{type(error).__name__}: {str(error)[:2000]}"


if __name__ == "__main__":
    exit_code = main(sys.argv[1:])
    if exit_code != 0:  # Databricks takes any SystemExit for a failure.
        sys.exit(exit_code)
