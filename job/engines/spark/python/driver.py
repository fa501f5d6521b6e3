"""Runs a Verger job on Spark: it does what the Node program beside it asks for, and decides nothing itself.

spark-submit driver.py --images URI --out URI --run-id ID --spec JSON [--home FOLDER]
The same run id again goes on with the run: finished shards are kept.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, Dict, List, Optional

# Databricks runs the file's text, which then has no __file__.
HERE = os.path.dirname(os.path.abspath(globals().get("__file__", sys.argv[0])))
# PyArrow as the bundle ships it, for a platform whose Python has none.
SHIPPED = os.path.join(os.path.dirname(HERE), f"site-packages-{sys.version_info[0]}.{sys.version_info[1]}")
sys.path[:0] = [HERE, *([SHIPPED] if os.path.isdir(SHIPPED) else [])]

import pyarrow as pa  # noqa: E402
import pyspark  # noqa: E402
from pyspark.find_spark_home import _find_spark_home  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

import verger_bridge  # noqa: E402
from verger_bridge import BatchMap, InTotal, NewLedger, RowForRow  # noqa: E402
from verger_runs import Folder, Written  # noqa: E402

LOG = "The driver's log has the trace."
ENVIRONMENT = {"MALLOC_ARENA_MAX": "2", "UV_THREADPOOL_SIZE": "2"}
Conductor = subprocess.Popen


class Cluster:
    """What Spark and its file systems do for the Node program: its requests are the methods without an underscore."""

    whole = False  # Whether all is there that a job is to leave, whatever happens after.

    def __init__(self, spark: SparkSession, home: str, images: str, run: str) -> None:
        self._spark, self._home = spark, home
        self._images, self._run = Folder(spark, images), Folder(spark, run)
        self._speaking = threading.Lock()
        spark.sparkContext.addPyFile(str(verger_bridge.__file__))

    def _conduct(self, node: Conductor, run_id: str, spec: Any) -> int:
        """Has the Node program run the job, and answers it until it ends."""
        context = self._spark.sparkContext
        job = {
            "runId": run_id,
            "spec": spec,
            "images": self._images.root,
            "folder": self._run.root,
            "home": self._home,
            "cores": max(1, context.defaultParallelism),
            "settings": {key: value for key, value in context.getConf().getAll() if key.startswith("spark.verger.")},
            "runtime": {"spark": self._spark.version, "python": platform.python_version(), "pyarrow": pa.__version__},
        }
        with node, ThreadPoolExecutor(4) as pool:
            assert node.stdin is not None and node.stdout is not None  # Both are pipes.
            node.stdin.write(json.dumps(job) + "\n")
            node.stdin.flush()
            for line in node.stdout:
                pool.submit(self._answer, json.loads(line), node.stdin)
        return node.returncode if node.returncode >= 0 else 10

    def _answer(self, request: Dict[str, Any], answers: IO[str]) -> None:
        answer: Dict[str, Any] = {"id": request["id"]}
        try:
            answer["value"] = getattr(self, request["ask"])(**request["with"])
        except Exception as error:
            traceback.print_exc()
            answer.update(error=_reason(error), hint=LOG)
        with self._speaking:
            answers.write(json.dumps(answer) + "\n")
            answers.flush()

    def say(self, line: str, failure: bool) -> None:
        print(line, file=sys.stderr if failure else sys.stdout, flush=True)

    # The run folder

    def occupied(self) -> bool:
        return self._run.occupied()

    def read(self, path: str) -> Optional[str]:
        return self._run.read(path).decode("utf-8") if self._run.exists(path) else None

    def sizes(self, paths: List[str]) -> List[Optional[int]]:
        return [self._run.size(path) for path in paths]

    def put(self, path: str, file: str) -> None:
        with open(file, "rb") as content:
            self._run.write(path, content.read())

    def move(self, source: str, target: str) -> None:
        self._run.move(source, target)

    def remove(self, path: str) -> None:
        self._run.remove(path)

    # In place: the Node workers read and write the files, Spark says who does what.

    def run(self, tasks: List[List[str]], keep: bool, **given: Any) -> List[str]:
        """Has a worker answer each text of each task, and `keep` itself for what comes next."""
        worker = verger_bridge.for_texts(self._node("tasks", InTotal, keep, **given))
        return list(self._spark.sparkContext.parallelize(tasks, len(tasks)).mapPartitions(worker).collect())

    def stop(self) -> int:
        Cluster.whole = True
        self._spark.stop()
        gateway: Any = pyspark.SparkContext._gateway
        gateway.jvm.java.lang.System.setOut(gateway.jvm.java.lang.System.err)
        return int(gateway.proc.pid)

    # Through Spark's reader and writer

    def list(self, **names: str) -> Dict[str, Any]:
        return self._images.list(**names)

    def configure(self, **setup: Any) -> None:
        from verger_tables import Tables  # What it needs of Spark takes a second to load.

        self._tables = Tables(self._spark, self._images, self._run, **setup)

    def features(self, wave: int, waves: int, spec: Any, place: str) -> Dict[str, Any]:
        tally: Any = self._spark.sparkContext.accumulator((0, []), verger_bridge.Tally())  # type: ignore[arg-type]
        worker = verger_bridge.usable(self._node("features", keep=True, spec=spec), tally)
        parts = self._tables.features(wave, waves, worker, place)
        images, rejects = tally.value
        return {"images": images, "rejects": rejects, "parts": parts}

    def statistics(self, folder: str, partitions: int, atOnce: int, **shape: Any) -> int:
        """Leaves what the partitions of the features came to in `folder`, in their order: files named 0, 1, …"""
        statistics = self._node("statistics", InTotal, **shape)
        merge = None if shape["keepRows"] else self._node("merge", InTotal)
        count = 0
        for summary in self._tables.summaries(partitions, statistics, merge, atOnce):
            with open(os.path.join(folder, str(count)), "wb") as file:
                file.write(summary)
            count += 1
        return count

    def projections(self, model: str, partitions: int, place: str) -> List[Written]:
        with open(model, "rb") as file:
            content = self._spark.sparkContext.broadcast(file.read())
        worker = verger_bridge.with_file(_program(self._home, "project"), content, ENVIRONMENT)
        return self._tables.projections(partitions, worker, place)

    def _node(self, stage: str, ledger: NewLedger = RowForRow, keep: bool = False, **parameters: Any) -> BatchMap:
        given = json.dumps({"model": os.path.join(self._home, "model"), **parameters})
        return verger_bridge.node_map([*_program(self._home, stage), given], ledger, ENVIRONMENT, keep=keep)


def _program(home: str, stage: str) -> List[str]:
    return [os.path.join(home, "bin", "node"), os.path.join(home, "worker.mjs"), stage]


def _reason(error: BaseException) -> str:
    """A worker's own words, without the layers of Java and Python they came through."""
    words = re.search(r"WorkerFailed: (.*?)(?:\n\n|\n\tat |\Z)", str(error), re.DOTALL)
    return words.group(1) if words else f"{type(error).__name__}: {str(error)[:2000]}"


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
    node = conductor(options.home)
    assert node.stdout is not None  # It is a pipe.
    spark = builder.config(map=json.loads(node.stdout.readline() or "{}")).getOrCreate()
    try:
        return submit(spark, options, node)
    finally:
        spark.stop()


def conductor(home: str) -> Conductor:
    """The Node program, which loads while Java does, once it has said how a Java of our own is to start. It ends with us."""
    pipe = subprocess.PIPE
    anothers = "PYSPARK_GATEWAY_PORT" in os.environ or pyspark.SparkContext._gateway is not None
    java = [] if anothers else [_find_spark_home(), pyspark.__version__]
    return subprocess.Popen([*_program(home, "conduct"), *java], stdin=pipe, stdout=pipe, encoding="utf-8")


def submit(spark: SparkSession, options: argparse.Namespace, node: Conductor) -> int:
    """Runs one job; the exit codes are those of every verger command."""
    try:
        run = f"{options.out.rstrip('/')}/{options.run_id}"
        code = Cluster(spark, options.home, options.images, run)._conduct(node, options.run_id, json.loads(options.spec))
    except Exception as error:  # Before anything was done: a folder of no known file system, a bundle that is not whole.
        code = 10
        if not Cluster.whole:
            print(f"{_reason(error)}\n{LOG}", file=sys.stderr)
            traceback.print_exc()
    return 0 if Cluster.whole else code


if __name__ == "__main__":
    exit_code = main(sys.argv[1:])
    if exit_code != 0:  # Databricks takes any SystemExit for a failure.
        sys.exit(exit_code)
