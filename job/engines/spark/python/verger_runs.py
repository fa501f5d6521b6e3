"""A folder on whatever Spark can reach (disk, S3, Blob, Volumes), through Hadoop's own file systems."""

from __future__ import annotations

import hashlib
import os
import re
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Iterator, List, Optional, Tuple


Written = Tuple[str, int, str]
"""Path in the run folder, size and SHA-256 of a file."""


@dataclass(frozen=True)
class Listed:
    """Pictures of a folder: how many, of how many bytes, the digest of their names, sizes and times."""

    count: int
    bytes: int
    digest: str
    own: List[Tuple[str, int]]
    """Path and size of those we open ourselves: in place all of them, else what Spark passes over."""


_STATUS = re.compile(r"^\w*(?:\{etag=[^}]*\} \w+)?\{path=(.*?); isDirectory=false; length=(\d+);.*?modification_time=(\d+)", re.DOTALL)


class Folder:
    """Paths are relative to the root; a file appears whole or not at all."""

    def __init__(self, spark: Any, root: str) -> None:
        self._spark, self._jvm = spark, spark.sparkContext._jvm
        path = self._jvm.org.apache.hadoop.fs.Path(root)
        self.fs = path.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration())
        self.root: str = self.fs.makeQualified(path).toString().rstrip("/")
        self.on_disk = self.fs.getScheme() == "file"
        if self.on_disk:
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

    def list(self, pictures: str, litter: str, in_place: bool) -> Listed:
        """Every file whose path matches `pictures` and not `litter`, also those Spark passes over."""
        self.names = (pictures, litter)
        wanted, unwanted = re.compile(pictures), re.compile(litter)
        found = [each for each in self._files() if wanted.search(each[0]) and not unwanted.search(each[0])]
        digest = hashlib.sha256()
        for path, size, time in sorted(found):
            digest.update(f"{path}\0{size}\0{time}\n".encode("utf-8", "surrogateescape"))
        own = [(path, size) for path, size, _ in found if in_place or size == 0 or _hidden_from_spark(path)]
        return Listed(len(found), sum(size for _, size, _ in found), digest.hexdigest(), own)

    def _files(self) -> Iterator[Tuple[str, int, int]]:
        """Path, size and time of every file below.

        One call into the JVM: one for every file would take minutes. On a disk Java starts a process for every
        file it describes, so there Python looks itself.
        """
        if self.on_disk:
            for folder, _, names in os.walk(self.place("")):
                for name in names:
                    file = os.path.join(folder, name)
                    status = os.stat(file) if os.path.exists(file) else None  # A link that leads nowhere.
                    path = os.path.relpath(file, self.place("")).replace(os.sep, "/")
                    yield (path, status.st_size, status.st_mtime_ns // 1_000_000) if status else (path, 0, 0)
            return
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

    def place(self, path: str) -> str:
        """On the disk."""
        return os.path.join(self.root[len("file:") :], path)


def _hidden_from_spark(path: str) -> bool:
    return any(name.startswith("_") and "=" not in name for name in path.split("/"))
