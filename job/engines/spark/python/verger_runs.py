"""A folder on whatever Spark can reach (disk, S3, Blob, Volumes), through Hadoop's own file systems."""

from __future__ import annotations

import hashlib
import os
import re
from contextlib import closing
from typing import Any, Dict, Iterator, List, Optional, Tuple


Written = Tuple[str, int, str]
"""Path in the run folder, size and SHA-256 of a file."""


_STATUS = re.compile(r"^\w*(?:\{etag=[^}]*\} \w+)?\{path=(.*?); isDirectory=false; length=(\d+);.*?modification_time=(\d+)", re.DOTALL)


class Folder:
    """Paths are relative to the root; a file appears whole or not at all."""

    def __init__(self, spark: Any, root: str) -> None:
        self._spark, self._jvm = spark, spark.sparkContext._jvm
        path = self._jvm.org.apache.hadoop.fs.Path(root)
        self.fs = path.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration())
        self.root: str = self.fs.makeQualified(path).toString().rstrip("/")
        if self.fs.getScheme() == "file":
            self.fs = self.fs.getRawFileSystem()  # Else every file gets a .crc beside it.

    def at(self, path: str) -> Any:
        return self._jvm.org.apache.hadoop.fs.Path(f"{self.root}/{path}" if path else self.root)

    def exists(self, path: str) -> bool:
        return bool(self.fs.exists(self.at(path)))

    def occupied(self) -> bool:
        return self.exists("") and len(self.fs.listStatus(self.at(""))) > 0

    def size(self, path: str) -> Optional[int]:
        return int(self.fs.getFileStatus(self.at(path)).getLen()) if self.exists(path) else None

    def read(self, path: str) -> bytes:
        with closing(self.fs.open(self.at(path))) as stream:
            return bytes(self._jvm.org.apache.commons.io.IOUtils.toByteArray(stream))

    def write(self, path: str, content: bytes) -> None:
        part = f"{path}.part"
        with closing(self.fs.create(self.at(part), True)) as stream:
            stream.write(content)
        self.move(part, path)

    def move(self, source: str, target: str) -> None:
        self.fs.mkdirs(self.at(os.path.dirname(target)))
        if self.exists(target):
            self.remove(target)
        if not self.fs.rename(self.at(source), self.at(target)):
            raise OSError(f"{self.root}/{source} could not be moved to {target}")

    def remove(self, path: str) -> None:
        self.fs.delete(self.at(path), True)

    def list(self, pictures: str, litter: str, hidden: str) -> Dict[str, Any]:
        """Counts the files whose path matches `pictures` and not `litter`; names those Spark passes over: empty or `hidden`."""
        wanted, unwanted, unseen = re.compile(pictures), re.compile(litter), re.compile(hidden)
        found = [each for each in self._files() if wanted.search(each[0]) and not unwanted.search(each[0])]
        digest = hashlib.sha256()
        for path, size, time in sorted(found):
            digest.update(f"{path}\0{size}\0{time}\n".encode("utf-8", "surrogateescape"))
        own = [(path, size) for path, size, _ in found if size == 0 or unseen.search(path)]
        return {"count": len(found), "bytes": sum(size for _, size, _ in found), "listing": digest.hexdigest(), "own": own}

    def _files(self) -> Iterator[Tuple[str, int, int]]:
        """Path, size and time of every file below, by one call into the JVM: one for every file would take minutes."""
        if not self.exists(""):  # S3 and Blob know no empty folder.
            return
        hadoop, between = self._jvm.org.apache.hadoop.util, "\0"
        statuses = hadoop.functional.RemoteIterators.toList(self.fs.listFiles(self.at(""), True))
        text = hadoop.StringUtils.join(between, statuses)
        for status in text.split(between) if text else []:
            match = _STATUS.match(status)
            if match is None:
                raise OSError(f"the status of a file is not understood: {status[:200]}")
            yield match.group(1)[len(self.root) + 1 :], int(match.group(2)), int(match.group(3))

    def written(self, place: str) -> List[Written]:
        """The Parquet files below `place`."""
        reader = self._spark.read.format("binaryFile").option("pathGlobFilter", "*.parquet")
        parts = reader.load(f"{self.root}/{place}")
        rows = parts.selectExpr("path", "length", "sha2(content, 256) as sha256").orderBy("path").collect()
        return [(row.path[len(self.root) + 1 :], row.length, row.sha256) for row in rows]
