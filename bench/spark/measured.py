"""Runs a command and tells what it cost, with everything it starts: measured.py LIMIT_SECONDS CORES COMMAND…

Prints one JSON object a line: {"at", "cpu", "line"} for each line of the command's stdout, with the wall-clock and
processor seconds spent until then, and last {"exit", "seconds", "cpuSeconds", "counted", "peakMiB"}. Processor time is the
count of a control group of the command's own ("counted": "group"). Where none can be made, it is what each process was
last seen to have used ("seen"): the kernel's sums of ended children leave out those nobody waited for, as PySpark's
daemon does with all of its workers. Memory is the sum of proportional set sizes, looked at every half second. The
command gets so many cores and no more. At the limit everything is ended and "exit" is null. Linux only.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time

PR_SET_CHILD_SUBREAPER = 36
LOOK_EVERY = 0.5


def descendants():
    children = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat") as file:
                parent = int(file.read().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        children.setdefault(parent, []).append(int(pid))
    found, left = [], [os.getpid()]
    while left:
        below = children.get(left.pop(), [])
        found += below
        left += below
    return found


class Group:
    """A control group of the command's own: version 1, where accounting is a tree of its own, or version 2."""

    def __init__(self, root, usage):
        self.place, self.usage = f"{root}/verger-bench-{os.getpid()}", usage
        os.mkdir(self.place)
        try:
            self.cpu()
        except OSError:
            os.rmdir(self.place)
            raise

    def enter(self):
        with open(f"{self.place}/cgroup.procs", "w") as file:
            file.write("0")

    def cpu(self):
        with open(f"{self.place}/{self.usage}") as file:
            text = file.read()
        return int(text) / 1e9 if self.usage == "cpuacct.usage" else int(text.split()[1]) / 1e6

    def close(self):
        os.rmdir(self.place)


class Seen:
    """What each process was last seen to have used."""

    def __init__(self):
        self.used = {}

    def enter(self):
        pass

    def cpu(self):
        for pid in descendants():
            try:
                with open(f"/proc/{pid}/stat") as file:
                    fields = file.read().rpartition(")")[2].split()
                self.used[pid, fields[19]] = sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
            except OSError:
                pass
        return sum(self.used.values())

    def close(self):
        pass


def counter():
    for root, usage in (("/sys/fs/cgroup/cpuacct", "cpuacct.usage"), ("/sys/fs/cgroup", "cpu.stat")):
        try:
            return "group", Group(root, usage)
        except OSError:
            continue
    return "seen", Seen()


def memory():
    total = 0
    for pid in descendants():
        try:
            with open(f"/proc/{pid}/smaps_rollup") as file:
                total += next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
        except (OSError, StopIteration):
            pass
    return total / 1024


def end_all():
    while below := descendants():
        for pid in below:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        reap(os.WNOHANG)
        time.sleep(0.05)


def reap(options):
    try:
        while os.waitpid(-1, options)[0]:
            pass
    except ChildProcessError:
        pass


def main():
    limit, cores, command = float(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    counted, used = counter()
    try:
        outcome = measure(limit, command, used)
    finally:
        end_all()
        used.close()
    print(json.dumps({**outcome, "counted": counted}), flush=True)


def measure(limit, command, used):
    began, peak, over = time.monotonic(), 0.0, False
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=used.enter)

    def echo():
        for line in process.stdout:
            now = {"at": time.monotonic() - began, "cpu": used.cpu()}
            print(json.dumps({**now, "line": line.rstrip("\n")}), flush=True)

    threading.Thread(target=echo, daemon=True).start()
    ended = None
    while ended is None and not over:
        peak = max(peak, memory())
        used.cpu()
        over = time.monotonic() - began > limit
        try:
            ended = process.wait(LOOK_EVERY)
        except subprocess.TimeoutExpired:
            pass
    seconds = time.monotonic() - began
    return {"exit": None if over else ended, "seconds": seconds, "cpuSeconds": used.cpu(), "peakMiB": peak}


main()
