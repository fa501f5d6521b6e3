"""Hands the record batches of a Spark task to one Node process and hands back its answers.

Batches go in by stdin and answers come out by a file descriptor of their own (its number in VERGER_ANSWERS_FD), both
as Arrow streams, so that nothing a library prints can land between two answers. What the process prints goes to the
task's log, its last lines into the error. Whatever happens, the process is gone when the task is.
"""

from __future__ import annotations

import collections
import ctypes
import fcntl
import itertools
import json
import os
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from typing import Any, Callable, Deque, Dict, Iterable, Iterator, List, Optional, Tuple

import pyarrow as pa

PIPE_BYTES = 1 << 20
LONGEST_FRAME = 1 << 31
F_SETPIPE_SZ, PR_SET_PDEATHSIG = 1031, 1
_libc = ctypes.CDLL(None)

BatchMap = Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]


class WorkerFailed(RuntimeError):
    """The Node process crashed, hung or answered wrongly; Spark retries the task."""


class Ledger:
    """Keeps account of what a worker was asked and what it answered, and finds what does not add up."""

    rows = 0

    def ask(self, batch: pa.RecordBatch) -> None:
        raise NotImplementedError

    def accept(self, answer: pa.RecordBatch) -> None:
        raise NotImplementedError

    def outstanding(self) -> int:
        raise NotImplementedError


NewLedger = Callable[[], Ledger]


class RowForRow(Ledger):
    """One answer a batch, of the same rows under the same paths."""

    def __init__(self) -> None:
        self.owed: Deque[pa.RecordBatch] = collections.deque()

    def ask(self, batch: pa.RecordBatch) -> None:
        self.owed.append(batch.select(["path"]))

    def accept(self, answer: pa.RecordBatch) -> None:
        if not self.owed:
            raise WorkerFailed(f"answered {answer.num_rows} rows nobody asked for")
        asked = self.owed.popleft()
        if answer.num_rows != asked.num_rows:
            raise WorkerFailed(f"answered {answer.num_rows} rows to a batch of {asked.num_rows}")
        if not answer.column("path").equals(asked.column("path")):
            raise WorkerFailed("answered rows of other paths than those asked")
        self.rows += answer.num_rows

    def outstanding(self) -> int:
        return sum(batch.num_rows for batch in self.owed)


class InTotal(Ledger):
    """Any number of answers whose `rows` column adds up to the rows asked (to their own `rows`, where they have it)."""

    def __init__(self) -> None:
        self.asked = 0

    def ask(self, batch: pa.RecordBatch) -> None:
        self.asked += _total(batch) if "rows" in batch.schema.names else batch.num_rows

    def accept(self, answer: pa.RecordBatch) -> None:
        self.rows += _total(answer)
        if self.rows > self.asked:
            raise WorkerFailed(f"accounts for {self.rows} rows, was given {self.asked}")

    def outstanding(self) -> int:
        return self.asked - self.rows


def _total(batch: pa.RecordBatch) -> int:
    return sum(batch.column("rows").to_pylist())


class Tally:
    """What `usable` counts, as the parameter of a Spark accumulator: rows in all, and (path, reason) of each reject."""

    def zero(self, _: Any) -> Tuple[int, List[Tuple[str, str]]]:
        return 0, []

    def addInPlace(self, one: Any, other: Any) -> Tuple[int, List[Tuple[str, str]]]:
        return one[0] + other[0], one[1] + other[1]


def usable(features: BatchMap, tally: Any) -> BatchMap:
    """As `features`, without the rows that have a reason not to be used: those go into the accumulator `tally`.

    Spark counts an accumulator once for each task that a write keeps, however often the task was tried.
    """

    def run(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for answer in features(batches):
            reasons = answer.column("reason")
            all_usable = reasons.null_count == answer.num_rows  # What filters load costs each task a fifth of a second.
            rejects = [] if all_usable else answer.filter(reasons.is_valid()).select(["path", "reason"]).to_pylist()
            tally.add((answer.num_rows, [(row["path"], row["reason"]) for row in rejects]))
            columns = [name for name in answer.schema.names if name != "reason"]
            yield (answer.filter(reasons.is_null()) if rejects else answer).select(columns)

    return run


def node_map(
    command: List[str],
    ledger: NewLedger = RowForRow,
    environment: Optional[Dict[str, str]] = None,
    inactivity_seconds: float = 300.0,
    keep: bool = False,
) -> BatchMap:
    """A function for `mapInArrow` (or for any iterator of batches) that maps them through `command`.

    With `keep` the process serves the next task of this Python process too, if that has the same command.
    """

    def run(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        filled = (batch for batch in batches if batch.num_rows > 0)
        first = next(filled, None)
        if first is not None:
            worker = _Worker.hire(command, environment or {}, inactivity_seconds, keep)
            yield from worker.serve(first, filled, ledger())

    return run


def with_file(command: List[str], content: Any, environment: Dict[str, str]) -> BatchMap:
    """As `node_map`, for a worker that reads a file: `content` is the broadcast of its bytes."""

    def run(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        with tempfile.NamedTemporaryFile(prefix="verger-") as file:
            file.write(content.value)
            file.flush()
            worker = [*command, json.dumps({"file": file.name})]
            yield from node_map(worker, environment=environment)(batches)

    return run


def for_texts(worker: BatchMap) -> Callable[[Iterable[List[str]]], Iterator[str]]:
    """`worker` for tasks that are texts: each is a row of its own, and each summary it answers is a text too."""

    def run(tasks: Iterable[List[str]]) -> Iterator[str]:
        for answer in worker(_row(text.encode()) for texts in tasks for text in texts):
            yield from (summary.decode() for summary in answer.column("summary").to_pylist())

    return run


def _row(text: bytes) -> pa.RecordBatch:
    """As `pa.array` makes it, which loads pandas first: half a second of every worker."""
    column = pa.StringArray.from_buffers(1, pa.py_buffer(struct.pack("=ii", 0, len(text))), pa.py_buffer(text))
    return pa.RecordBatch.from_arrays([column], names=["text"])


class _Worker:
    """A Node process. It serves one task, or, while all goes well and it is to be kept, one after the other."""

    # Of the class, not of the module: what a task is pickled with would bring a copy of the module's own.
    kept: Optional[_Worker] = None

    @classmethod
    def hire(cls, command: List[str], environment: Dict[str, str], inactivity: float, keep: bool) -> _Worker:
        """The kept process, where it runs this very command, or a new one; there is never a second one idle."""
        found, cls.kept = cls.kept, None
        if found is not None and found.command == command and found.process.poll() is None:
            found.keep = keep
            return found
        if found is not None:
            found._end()
        return cls(command, environment, inactivity, keep)

    @classmethod
    def dismiss(cls) -> None:
        found, cls.kept = cls.kept, None
        if found is not None:
            found._end()

    def __init__(self, command: List[str], environment: Dict[str, str], inactivity: float, keep: bool) -> None:
        self.command, self.inactivity, self.keep = command, inactivity, keep
        self.killed_for: Optional[str] = None
        self.feed_failure: Optional[BaseException] = None
        self.last_lines: Deque[str] = collections.deque(maxlen=20)
        self.answers, theirs = os.pipe()
        try:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env={**os.environ, **environment, "VERGER_ANSWERS_FD": str(theirs)},
                pass_fds=(theirs,),
                bufsize=0,
                preexec_fn=_lead_group,
            )
        except BaseException:
            os.close(self.answers)
            raise
        finally:
            os.close(theirs)
        assert self.process.stdin is not None and self.process.stdout is not None  # Both are pipes.
        self.stdin, self.stdout = self.process.stdin, self.process.stdout
        for pipe in (self.stdin.fileno(), self.answers):
            _widen(pipe)
        self.logger = threading.Thread(target=self._log, daemon=True)
        self.logger.start()

    def serve(self, first: pa.RecordBatch, rest: Iterator[pa.RecordBatch], ledger: Ledger) -> Iterator[pa.RecordBatch]:
        self.ledger, self.active, self.ended = ledger, time.monotonic(), threading.Event()
        self.all_sent = self.writing = self.reading = False
        feeder = threading.Thread(target=self._feed, args=(first, rest), daemon=True)
        watcher = threading.Thread(target=self._watch, args=(self.ended,), daemon=True)
        for thread in (feeder, watcher):
            thread.start()
        done = False
        try:
            try:
                for answer in pa.ipc.open_stream(pa.PythonFile(_Reader(self), "r")):
                    ledger.accept(answer)
                    yield answer
                feeder.join(self.inactivity)
                code = None if self.keep else self.process.wait(timeout=30)
                if code:
                    raise WorkerFailed(f"exited with {code}")
                if not self.all_sent or ledger.outstanding() > 0:
                    raise WorkerFailed("stopped before it had answered everything")
                done = True
            except (pa.ArrowException, OSError, EOFError, WorkerFailed, subprocess.TimeoutExpired) as error:
                raise self._reason(error) from error
        finally:
            self.ended.set()
            if done and self.keep:
                _Worker.kept = self
            else:
                self._end()

    def _end(self) -> None:
        self._kill()
        self.process.wait()
        self.logger.join(5)
        for pipe in (self.stdin, self.stdout):
            pipe.close()
        os.close(self.answers)

    def _reason(self, error: BaseException) -> BaseException:
        crashed = self.process.poll()
        if crashed is None and isinstance(error, (pa.ArrowException, EOFError)):
            crashed = _wait(self.process, 2)
        self._kill()
        self.process.wait()
        self.logger.join(5)
        if self.feed_failure is not None:
            return self.feed_failure
        what = self.killed_for or str(error)
        code = "still running" if crashed is None else f"exit {crashed}"
        counts = f"{code}, {self.ledger.rows} rows answered, {self.ledger.outstanding()} owed"
        said = "\n  ".join(self.last_lines) or "(nothing)"
        return WorkerFailed(f"The Node worker failed: {what} ({counts}). The last it said:\n  {said}")

    def _log(self) -> None:
        left = b""
        while chunk := os.read(self.stdout.fileno(), 1 << 16):
            *lines, left = (left + chunk).split(b"\n")
            left = left[-2000:]
            for line in lines:
                self._say(line)
        if left:
            self._say(left)

    def _say(self, line: bytes) -> None:
        text = line[-2000:].decode("utf-8", "replace")
        self.last_lines.append(text)
        print(text, file=sys.stderr)

    def _feed(self, first: pa.RecordBatch, rest: Iterator[pa.RecordBatch]) -> None:
        try:
            with pa.ipc.new_stream(pa.PythonFile(_Writer(self), "w"), first.schema) as stream:
                for batch in itertools.chain([first], rest):
                    if self.ended.is_set():
                        break
                    self.ledger.ask(batch)
                    stream.write_batch(batch)
            self.all_sent = not self.ended.is_set()
        except BrokenPipeError:
            pass  # The worker ended; the reading side finds out why.
        except BaseException as failure:  # Of the rows above us: raised again in the task's own thread.
            self.feed_failure = failure
            self._kill()
        finally:
            if not (self.keep and self.all_sent):
                self.stdin.close()

    def _watch(self, ended: threading.Event) -> None:
        """Ends a worker that moves no byte while we wait for it alone, and not for the rows above us."""
        while not ended.wait(min(0.5, self.inactivity / 4)):
            owes = self.reading and (self.writing or self.all_sent)
            if owes and time.monotonic() - self.active > self.inactivity:
                self.killed_for = f"no progress for {self.inactivity:g} s"
                return self._kill()

    def _kill(self) -> None:
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


class _Stream:
    """What pyarrow.PythonFile asks of a file."""

    closed = False

    def __init__(self, worker: _Worker) -> None:
        self.worker = worker

    def close(self) -> None:
        """The descriptors are closed by their owner."""

    def flush(self) -> None:
        """Nothing is buffered."""

    def seekable(self) -> bool:
        return False


class _Writer(_Stream):
    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:
        worker, left = self.worker, memoryview(data).cast("B")
        size = len(left)
        worker.writing, worker.active = True, time.monotonic()
        while left:
            left = left[os.write(worker.stdin.fileno(), left) :]
            worker.active = time.monotonic()
        worker.writing = False
        return size


class _Reader(_Stream):
    begun = False

    def readable(self) -> bool:
        return True

    def read(self, size: int) -> bytes:
        if size > LONGEST_FRAME:
            raise WorkerFailed(f"announced an answer of {size} bytes: this is no Arrow stream")
        worker, parts = self.worker, []
        worker.reading, worker.active = True, time.monotonic()
        while size > 0 and (part := os.read(worker.answers, min(size, PIPE_BYTES))):
            worker.active = time.monotonic()
            parts.append(part)
            size -= len(part)
        worker.reading = False
        data = b"".join(parts)
        if not self.begun and data[:4] != b"\xff\xff\xff\xff"[: len(data)]:
            raise WorkerFailed(f"answered something that is no Arrow stream: {data[:40]!r}")
        self.begun = self.begun or len(data) > 0
        return data


def _lead_group() -> None:
    """Runs between fork and exec. Of the task's session, whose share of the processor it has, but a group of its own."""
    os.setpgid(0, 0)
    if sys.platform == "linux":  # Which ends the worker with the task, however the task ends.
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _widen(pipe: int) -> None:
    try:
        fcntl.fcntl(pipe, F_SETPIPE_SZ, PIPE_BYTES)
    except OSError:
        pass  # Not Linux, or over the user's limit: the default size is only slower.


def _wait(process: subprocess.Popen, seconds: float) -> Optional[int]:
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
