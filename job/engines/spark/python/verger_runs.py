"""A run folder on whatever Spark can reach (disk, S3, Blob, Volumes), through Hadoop's own file systems."""

from __future__ import annotations

import json
import os
import re
from typing import Any, Dict, List, NamedTuple, Optional


class Listed(NamedTuple):
    path: str
    size: int


_STATUS = re.compile(r"^\w*\{path=(.*?); isDirectory=false; length=(\d+);", re.DOTALL)


class Folder:
    """Paths are relative to the root; a file appears whole or not at all."""

    def __init__(self, spark, root: str) -> None:
        self._jvm = spark.sparkContext._jvm
        self._conf = spark.sparkContext._jsc.hadoopConfiguration()
        path = self._jvm.org.apache.hadoop.fs.Path(root)
        self.fs = path.getFileSystem(self._conf)
        self.root = self.fs.makeQualified(path).toString().rstrip("/")
        if self.fs.getScheme() == "file":
            self.fs = self.fs.getRawFileSystem()  # Else every file gets a .crc beside it.

    def at(self, path: str):
        return self._jvm.org.apache.hadoop.fs.Path(f"{self.root}/{path}" if path else self.root)

    def exists(self, path: str) -> bool:
        return self.fs.exists(self.at(path))

    def size(self, path: str) -> Optional[int]:
        return self.fs.getFileStatus(self.at(path)).getLen() if self.exists(path) else None

    def read(self, path: str) -> bytes:
        stream = self.fs.open(self.at(path))
        try:
            return bytes(self._jvm.org.apache.commons.io.IOUtils.toByteArray(stream))
        finally:
            stream.close()

    def read_json(self, path: str) -> Optional[Any]:
        return json.loads(self.read(path)) if self.exists(path) else None

    def write(self, path: str, content: bytes) -> None:
        part = f"{path}.part"
        stream = self.fs.create(self.at(part), True)
        try:
            stream.write(content)
        finally:
            stream.close()
        self.move(part, path)

    def write_json(self, path: str, value: Any) -> None:
        self.write(path, (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode())

    def move(self, source: str, target: str) -> None:
        self.fs.mkdirs(self.at(os.path.dirname(target)))
        if self.exists(target):
            self.remove(target)
        if not self.fs.rename(self.at(source), self.at(target)):
            raise OSError(f"{self.root}/{source} could not be moved to {target}")

    def remove(self, path: str) -> None:
        self.fs.delete(self.at(path), True)

    def upload(self, files: Dict[str, bytes]) -> None:
        for path, content in files.items():
            self.write(path, content)

    def list(self) -> List[Listed]:
        """Every file below, also those Spark passes over: empty ones and names that begin with _.

        One call into the JVM: one for every file would take minutes. On a disk Java starts a process for every
        file it describes, so there Python looks itself.
        """
        if self.root.startswith("file:"):
            return self._on_disk(self.root[len("file:") :])
        hadoop, between = self._jvm.org.apache.hadoop.util, "\0"
        statuses = hadoop.functional.RemoteIterators.toList(self.fs.listFiles(self.at(""), True))
        text = hadoop.StringUtils.join(between, statuses)
        return [self._listed(status) for status in text.split(between)] if text else []

    def _listed(self, status: str) -> Listed:
        match = _STATUS.match(status)
        if match is None:
            raise OSError(f"the status of a file is not understood: {status[:200]}")
        return Listed(match.group(1)[len(self.root) + 1 :], int(match.group(2)))

    def _on_disk(self, root: str) -> List[Listed]:
        found: List[Listed] = []
        for folder, _, names in os.walk(root):
            for name in names:
                file = os.path.join(folder, name)
                size = os.path.getsize(file) if os.path.exists(file) else 0  # A link that leads nowhere.
                found.append(Listed(os.path.relpath(file, root).replace(os.sep, "/"), size))
        return found
