"""Runs the bridge against the faulty worker, one scenario a line of JSON; the test reads what happened."""

import json
import os
import signal
import subprocess
import sys
import time

bridge, node, worker = sys.argv[1:4]
sys.path.insert(0, bridge)
import pyarrow as pa  # noqa: E402
import verger_bridge as vb  # noqa: E402

# Tells our processes from those of a suite that runs beside this one.
OURS = f"of-{os.getpid()}"


def batches(count=4, rows=8, size=1000, pause=0.0, failing=False):
    for index in range(count):
        if failing and index == 2:
            raise ValueError("the rows above failed")
        time.sleep(pause if index else 0)
        paths = [f"né {index}/{row}.jpg" for row in range(rows)]
        yield pa.RecordBatch.from_pydict({"path": paths, "content": [b"x" * size] * rows})


def living():
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                words = file.read().split(b"\0")
            if OURS.encode() in words and words[0] == node.encode():
                found.append(int(pid))
        except OSError:
            pass
    return found


def scenario(name, fault, given=None, ledger=vb.RowForRow, take=None, pause=0.0, limit=30.0, keep=False):
    began, rows, error, kind = time.monotonic(), 0, None, None
    try:
        answers = vb.node_map([node, worker, fault, OURS], ledger, inactivity_seconds=limit, keep=keep)(given or batches())
        for index, answer in enumerate(answers):
            rows += answer.num_rows
            time.sleep(pause)
            if take == index + 1:
                answers.close()
                break
    except Exception as caught:
        error, kind = str(caught), type(caught).__name__
    seconds = time.monotonic() - began
    print(json.dumps(dict(name=name, rows=rows, error=error, kind=kind, orphans=len(living()), seconds=seconds)), flush=True)


def kept():
    """Tasks of one command share a process; another command, a failure or its own end makes room for a new one."""

    def processes(fault, tasks, pause=0.0, last=False):
        found = set()
        for keep in [True] * tasks + [False] * last:
            time.sleep(pause)
            for answer in vb.node_map([node, worker, fault, OURS], keep=keep)(batches(2)):
                found.update(answer.column("rows").to_pylist())
        return len(found)

    def report(name, rows):
        print(json.dumps(dict(name=name, rows=rows, error=None, kind=None, orphans=len(living()), seconds=0)), flush=True)

    report("kept for three tasks", processes("whoAmI", 3))
    scenario("kept, another command", "none")
    report("kept again", processes("whoAmI", 2))
    report("kept until the last task", processes("whoAmI", 2, last=True))
    scenario("kept, but crashed", "crash", keep=True)
    scenario("kept, but reader stops", "none", take=1, keep=True)
    report("kept, but each left", processes("whoAmIAndLeave", 3, 1.0))
    vb._Worker.dismiss()
    report("dismissed", 0)


def killed_parent():
    """A task that is killed outright leaves a worker in a busy loop: it must end with its parent."""
    code = (
        f"import sys; sys.path.insert(0, {bridge!r})\n"
        "import pyarrow as pa, verger_bridge as vb\n"
        "batch = pa.RecordBatch.from_pydict({'path': ['a'], 'content': [b'x']})\n"
        f"list(vb.node_map([{node!r}, {worker!r}, 'spin', {OURS!r}])([batch, batch]))\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code])
    deadline = time.monotonic() + 30
    while not living() and time.monotonic() < deadline:
        time.sleep(0.05)
    started = len(living())
    time.sleep(1.5)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    while living() and time.monotonic() < deadline:
        time.sleep(0.05)
    print(json.dumps(dict(name="killed parent", rows=started, error=None, kind=None, orphans=len(living()), seconds=0)))


scenario("healthy", "none")
scenario("one row", "none", batches(1, 1))
scenario("large", "none", batches(3, 4, 3_000_000))
scenario("nothing", "none", batches(0))
scenario("empty batches", "none", batches(3, 0))
for fault in ("crash", "outOfMemory", "exit", "throw", "rubbish", "rubbishFirst", "drop", "swap", "stopEarly", "exitLate"):
    scenario(fault, fault)
for fault in ("print", "flood"):
    scenario(fault, fault)
scenario("hang", "hang", limit=1.0)
scenario("spin", "spin", limit=1.0)
scenario("hangUnread", "hangUnread", batches(40, 8, 100_000), vb.InTotal, limit=1.0)
scenario("slow rows above", "none", batches(2, 8, pause=4.2), limit=4.0)
scenario("slow reader", "none", batches(3, 8, 300_000), pause=4.2, limit=4.0)
scenario("rows above fail", "none", batches(failing=True))
scenario("reader stops", "none", take=1)
scenario("total", "total", ledger=vb.InTotal)
scenario("totalShort", "totalShort", ledger=vb.InTotal)
scenario("totalNone", "totalNone", ledger=vb.InTotal)
kept()
killed_parent()
