"""Runs a Verger job on Spark: it does what the Node program beside it asks for, and decides nothing itself.

spark-submit driver.py --images URI --out URI --run-id ID --spec JSON [--home FOLDER]
The same run id again goes on with the run: finished shards are kept.
"""

from __future__ import annotations

import argparse
import collections
import itertools
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
import verger_files  # noqa: E402
from verger_bridge import BatchMap, InTotal, NewLedger, RowForRow  # noqa: E402
from verger_runs import Folder, Listed, Written  # noqa: E402

MERGE_BYTES = 32 << 20  # Of statistics, handed to a worker at once.
UNFINISHED = "_unfinished"  # Spark itself passes over names that begin with _.
LOG = "The driver's log has the trace."
ENVIRONMENT = {"MALLOC_ARENA_MAX": "2", "UV_THREADPOOL_SIZE": "2"}
Conductor = subprocess.Popen


class Cluster:
    """What Spark and its file systems do for the Node program: its requests are the methods without an underscore."""

    whole = False  # Whether all is there that a job is to leave, whatever happens after.

    def __init__(self, spark: SparkSession, home: str, images: str, run: str) -> None:
        self._spark, self._home = spark, home
        self._images, self._run = Folder(spark, images), Folder(spark, run)
        asked = spark.sparkContext.getConf().get("spark.verger.inPlace", "true") == "true"
        self._in_place = asked and self._images.on_disk and self._run.on_disk
        self._tables = self._open_tables()
        self._cores = max(1, spark.sparkContext.defaultParallelism)
        self._listed = Listed(0, 0, "", [])
        self._speaking = threading.Lock()
        for module in (verger_bridge, verger_files) if self._in_place else (verger_bridge,):
            spark.sparkContext.addPyFile(str(module.__file__))
        self._tables.warm(self._cores)

    def _open_tables(self) -> Any:
        if self._in_place:
            return verger_files.InPlace(self._spark.sparkContext, self._images.place(""), self._run.place(""))
        from verger_tables import Tables  # What it needs of Spark takes a second to load.

        return Tables(self._spark, self._images, self._run)

    def _conduct(self, node: Conductor, run_id: str, spec: Any) -> int:
        """Has the Node program run the job, and answers it until it ends."""
        versions = {"spark": self._spark.version, "python": platform.python_version(), "pyarrow": pa.__version__}
        job = {
            "runId": run_id,
            "spec": spec,
            "folder": self._run.root,
            "home": self._home,
            "cores": self._cores,
            "picturesATask": int(self._spark.sparkContext.getConf().get("spark.verger.picturesATask") or 1000),
            "runtime": versions,
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
            answer.update(error=_reason(error), hint=LOG, exit=10)
            if isinstance(error, verger_bridge.WorkerFailed) and error.exit_code in (2, 10) and error.said:
                # The solver refuses, in words for a person.
                answer.update(error=error.said[0], hint=" ".join(error.said[1:]), exit=error.exit_code)
            else:
                traceback.print_exc()
        with self._speaking:
            answers.write(json.dumps(answer) + "\n")
            answers.flush()

    # The run folder

    def occupied(self) -> bool:
        return self._run.occupied()

    def read(self, path: str) -> Optional[str]:
        return self._run.read(path).decode("utf-8") if self._run.exists(path) else None

    def sizes(self, paths: List[str]) -> List[Optional[int]]:
        return [self._run.size(path) for path in paths]

    def write(self, path: str, text: str) -> None:
        self._run.write(path, text.encode("utf-8"))

    def remove(self, path: str) -> None:
        self._run.remove(path)

    def say(self, line: str) -> None:
        print(line, flush=True)

    def complain(self, line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    def stop(self) -> int:
        Cluster.whole = True
        self._spark.stop()
        gateway: Any = pyspark.SparkContext._gateway
        gateway.jvm.java.lang.System.setOut(gateway.jvm.java.lang.System.err)
        return int(gateway.proc.pid)

    # Features

    def list(self, pictures: str, litter: str) -> Dict[str, Any]:
        self._listed = self._images.list(pictures, litter, self._in_place)
        counts = {"count": self._listed.count, "bytes": self._listed.bytes, "listing": self._listed.digest}
        passed_over = 0 if self._in_place else len(self._listed.own)
        return {"folder": self._images.root, **counts, "passedOver": passed_over, "inPlace": self._in_place}

    def configure(self, tasks: int, rows: int, settings: Dict[str, str]) -> None:
        self._tables.configure(self._listed.own, tasks=tasks, rows=rows, settings=settings)

    def featurize(self, wave: int, waves: int, spec: Any) -> Dict[str, Any]:
        tally: Any = self._spark.sparkContext.accumulator((0, []), verger_bridge.Tally())  # type: ignore[arg-type]
        place = f"{UNFINISHED}/{wave:05d}"
        node = self._node("features", keep=True, spec=spec, images=self._tables.images)
        features = self._tables.features(wave, waves, verger_bridge.usable(node, tally), place)
        images, rejects = tally.value
        reasons = self._tables.rejects(sorted(rejects), place) if rejects else []
        files = self._publish({"features": features, "rejects": reasons}, place, f"{wave:05d}-{{:03d}}")
        return {"images": images, "rejects": len(rejects), "files": files}

    # The PCA

    def fit(self, spec: Any, folder: str, dimension: int, keepRows: bool) -> None:
        shape: Dict[str, Any] = {"dimension": dimension, "keepRows": keepRows}
        statistics, merge = self._node("statistics", InTotal, **shape), self._node("merge", InTotal)
        at_once = max(1, MERGE_BYTES // (dimension * dimension * 4))
        batches = self._tables.summaries(1 if keepRows else self._cores, statistics, None if keepRows else merge, at_once)
        collections.deque(self._node("fit", InTotal, spec=spec, folder=folder, **shape)(batches), maxlen=0)
        for path, content in verger_bridge.folder_content(folder).items():
            self._run.write(path, content)

    def project(self, folder: str) -> List[Dict[str, Any]]:
        model = self._spark.sparkContext.broadcast(verger_bridge.folder_content(folder))
        projected = verger_bridge.with_folder(_program(self._home, "project"), model, ENVIRONMENT)
        projections = self._tables.projections(self._cores, projected, f"{UNFINISHED}/pca")
        return self._publish({"pca": projections}, f"{UNFINISHED}/pca", "{:05d}")

    # Files and processes

    def _publish(self, tables: Dict[str, List[Written]], place: str, numbered: str) -> List[Dict[str, Any]]:
        """Moves what was written to the names a run folder has, and says what was moved."""
        files = []
        for table, written in tables.items():
            targets = (f"{table}/part-{numbered.format(number)}.parquet" for number in itertools.count())
            for (source, size, digest), target in zip(written, targets):
                self._run.move(source, target)
                files.append({"path": target, "bytes": size, "sha256": digest})
            # An attempt that was killed before it counted may have cut the same rows in more parts.
            for stale in reversed(list(itertools.takewhile(self._run.exists, targets))):
                self._run.remove(stale)
        self._run.remove(place)
        return files

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
