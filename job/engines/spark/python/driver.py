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
from verger_bridge import BatchMap, InTotal, NewLedger, RowForRow  # noqa: E402
from verger_runs import Folder, Listed  # noqa: E402

FEATURES = "path string, label string, width int, height int, features array<float>"
PROJECTIONS = "path string, label string, pca array<float>"
SUMMARY = "part int, rows long, summary binary"

MERGE_BYTES = 32 << 20  # Of statistics, handed to a worker at once.
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
        self.job = self.command("describe", spec=json.loads(options.spec))
        self.listed = Listed(0, 0, "", [])
        self.plan: Dict[str, Any] = {"done": False}
        self.records: Dict[int, Dict[str, Any]] = {}
        self.projections: List[Dict[str, Any]] = []
        self.fresh = 0
        self.began, self.started_at = time.time(), _now()
        self.marks: Dict[str, float] = {}
        self.earlier: Optional[Dict[str, Any]] = None
        spark.sparkContext.addPyFile(verger_bridge.__file__)

    def execute(self) -> None:
        self.tell("listing")
        self.prepare()
        if not self.plan["done"]:
            self.write_manifest("running")
            self.tell("features")
            missing = [wave for wave in range(self.plan["shards"]) if not self.finished(wave)]
            with ThreadPoolExecutor(2) as pool:  # Two at a time: the cores that one no longer needs serve the next.
                for _ in pool.map(self.featurize, missing):
                    self.tell("features")
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

    def prepare(self) -> None:
        """Lists the pictures and learns what is to be done with them; no picture is read."""
        pictures, litter = self.job["pictures"], self.job["litter"]
        self.listed = self.images.list(pictures, litter)
        self.earlier = self.run.read_json("run.json")
        found = {
            "folder": self.run.root,
            "spec": self.job["spec"],
            "images": self.images_facts(),
            "passedOver": len(self.listed.passed_over),
            "earlier": self.earlier,
            "occupied": self.earlier is None and self.run.occupied(),
            "cores": self.cores,
            "picturesATask": int(self.spark.conf.get("spark.verger.picturesATask", None) or 1000),
        }
        self.plan = self.command("plan", found=found)
        for key, value in self.plan["settings"].items():
            self.spark.conf.set(key, value)
        reader = self.spark.read.format("binaryFile").option("recursiveFileLookup", "true")
        named = f.col("_metadata.file_path").rlike(pictures)
        self.relative = f.expr(f"substring(path, {len(self.images.root) + 2})")
        self.files = reader.load(self.images.root).where(named & ~self.relative.rlike(litter))

    def images_facts(self) -> Dict[str, Any]:
        listed = self.listed
        return {"folder": self.images.root, "count": listed.count, "bytes": listed.bytes, "listing": listed.digest}

    # Features

    def finished(self, wave: int) -> bool:
        record = self.run.read_json(_record(wave))
        if record is None or record["input"] != self.plan["input"]:
            return False
        if not all(self.run.size(file["path"]) == file["bytes"] for file in record["files"]):
            return False
        self.records[wave] = record
        return True

    def featurize(self, wave: int) -> None:
        began = time.time()
        tally: Any = self.spark.sparkContext.accumulator((0, []), verger_bridge.Tally())  # type: ignore[arg-type]
        place = f"{UNFINISHED}/{wave:05d}"
        worker = verger_bridge.usable(self.node("features", spec=self.job["spec"]), tally)
        self.write(self.content(wave).mapInArrow(worker, FEATURES).sortWithinPartitions("path"), f"{place}/features")
        total, rejects = tally.value
        if rejects:
            unusable = self.spark.createDataFrame(sorted(rejects), "path string, reason string")
            self.write(unusable.coalesce(1), f"{place}/rejects")
        record = {
            "version": 1,
            "shard": wave,
            "input": self.plan["input"],
            "rows": total - len(rejects),
            "rejects": len(rejects),
            "files": self.publish(place, wave),
            "seconds": time.time() - began,
        }
        self.run.write_json(_record(wave), record)
        self.records[wave] = record
        self.fresh += total

    def content(self, wave: int) -> DataFrame:
        if wave < self.plan["waves"]:
            # Of the file's name alone: Spark then opens no file of another wave.
            hashed = f"cast(pmod(crc32(encode(_metadata.file_path, 'utf-8')), {self.plan['waves']}) as int)"
            files = self.files if self.plan["waves"] == 1 else self.files.where(f"{hashed} = {wave}")
            return files.select(self.relative.alias("path"), "content")
        # Empty files, and names that begin with _, which no reader of Spark's will open.
        rows = [(path, bytearray(self.images.read(path) if size else b"")) for path, size in self.listed.passed_over]
        return self.spark.createDataFrame(rows, "path string, content binary").coalesce(self.cores)

    # The PCA

    def table(self) -> DataFrame:
        return self.spark.read.parquet(f"{self.run.root}/features")

    def fit(self, staging: str) -> None:
        run = {"images": self.listed.count, "folder": self.run.root, "maxRejects": self.job["spec"]["maxRejects"]}
        shape = self.command("planPca", run={**run, "records": self.sorted_records()})
        self.spark.conf.set("spark.sql.files.minPartitionNum", "1" if shape["keepRows"] else str(self.cores))
        numbered = self.table().select(f.spark_partition_id().alias("part"), "features")
        summaries = numbered.mapInArrow(self.node("statistics", InTotal, **shape), SUMMARY)
        if not shape["keepRows"]:
            summaries = self.merged(summaries, numbered.rdd.getNumPartitions(), shape["dimension"])
        batches = (_batch(row) for row in summaries.toLocalIterator(prefetchPartitions=True))
        fitted = self.node("fit", InTotal, spec=self.job["spec"], folder=staging, **shape)
        try:
            collections.deque(fitted(batches), maxlen=0)
        except verger_bridge.WorkerFailed as failure:
            if failure.exit_code not in (2, 10):
                raise
            raise JobFailed(failure.said[0], " ".join(failure.said[1:]), failure.exit_code) from failure
        self.run.upload(verger_bridge.folder_content(staging))

    def merged(self, summaries: DataFrame, parts: int, dimension: int) -> DataFrame:
        """One level of a tree: about as many merges as each of them merges."""
        if parts <= 3:
            return summaries
        groups = math.ceil(math.sqrt(parts))
        at_once = max(1, MERGE_BYTES // (dimension * dimension * 4))
        self.spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(at_once))
        grouped = summaries.repartition(groups, f.expr(f"part % {groups}")).sortWithinPartitions("part")
        return grouped.mapInArrow(self.node("merge", InTotal), SUMMARY)

    def project(self, staging: str) -> None:
        model = self.spark.sparkContext.broadcast(verger_bridge.folder_content(staging))
        projected = verger_bridge.with_folder(self.program("project"), model, ENVIRONMENT)
        self.spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "1024")
        self.spark.conf.set("spark.sql.files.minPartitionNum", str(self.cores))
        rows = self.table().select("path", "label", "features").mapInArrow(projected, PROJECTIONS)
        self.write(rows.sortWithinPartitions("path"), f"{UNFINISHED}/pca/pca")
        self.projections = self.publish(f"{UNFINISHED}/pca", None)

    # Files and processes

    def write(self, rows: DataFrame, place: str) -> None:
        rows.write.mode("overwrite").option("parquet.block.size", 8 << 20).parquet(f"{self.run.root}/{place}")

    def publish(self, place: str, wave: Optional[int]) -> List[Dict[str, Any]]:
        """Moves what Spark wrote to the names a run folder has, and says what was moved."""
        files = []
        for index, (source, size, digest) in enumerate(self.run.written(place)):
            number = f"{index:05d}" if wave is None else f"{wave:05d}-{index:03d}"
            target = f"{source.split('/')[-2]}/part-{number}.parquet"
            self.run.move(source, target)
            files.append({"path": target, "bytes": size, "sha256": digest})
        self.run.remove(place)
        return files

    def program(self, stage: str) -> List[str]:
        return [os.path.join(self.home, "bin", "node"), os.path.join(self.home, "worker.mjs"), stage]

    def given(self, parameters: Dict[str, Any]) -> str:
        return json.dumps({"model": os.path.join(self.home, "model"), **parameters})

    def node(self, stage: str, ledger: NewLedger = RowForRow, **parameters: Any) -> BatchMap:
        return verger_bridge.node_map([*self.program(stage), self.given(parameters)], ledger, ENVIRONMENT)

    def command(self, stage: str, **parameters: Any) -> Any:
        words, given = [*self.program(stage), "-"], self.given(parameters)
        done = subprocess.run(words, input=given, capture_output=True, encoding="utf-8")
        if done.returncode == 0:
            return json.loads(done.stdout)
        try:
            said = json.loads(done.stdout)
        except ValueError:
            raise JobFailed(f"The Node program failed: {done.stderr[-2000:]}", "Is the bundle whole?") from None
        raise JobFailed(said["message"], said["hint"], done.returncode)

    # What others may know

    def sorted_records(self) -> List[Dict[str, Any]]:
        return [self.records[wave] for wave in sorted(self.records)]

    def tell(self, stage: str, **more: Any) -> None:
        """For whoever watches: the newest state in progress.json, every one in the driver's log."""
        self.marks[stage] = self.marks.get(stage, time.time())
        records = self.sorted_records()
        rejects = sum(record["rejects"] for record in records)
        done = rejects + sum(record["rows"] for record in records)
        state = {"runId": self.run_id, "stage": stage, "images": self.listed.count, "done": done, "rejects": rejects}
        state.update(seconds=round(time.time() - self.began, 1), at=_now(), **more)
        if "shards" in self.plan:  # Until then the folder may be another's.
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
            "spec": self.job["spec"],
            "images": self.images_facts(),
            "cores": self.cores,
            "shards": self.plan["shards"],
            "records": self.sorted_records(),
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
        self.run.write_json("run.json", self.command("manifest", run=run))


ENVIRONMENT = {"MALLOC_ARENA_MAX": "2", "UV_THREADPOOL_SIZE": "2"}


def _version(home: str) -> str:
    with open(os.path.join(home, "version.txt"), encoding="utf-8") as file:
        return file.read().strip()


def _written(path: str, content: bytes) -> Dict[str, Any]:
    return {"path": path, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _record(wave: int) -> str:
    return f"shards/part-{wave:05d}.json"


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
    if "PYSPARK_GATEWAY_PORT" not in os.environ:
        # Not under spark-submit, so on one machine: Java's second compiler costs more than a short job gets back.
        builder = builder.config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1")
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
        if job is not None and "shards" in job.plan:
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
