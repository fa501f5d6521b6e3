"""Runs a command and tells what it cost, with everything it starts: measured.py LIMIT_SECONDS CORES COMMAND…

Prints one JSON object a line: {"at", "cpu", "line"} for each line of the command's stdout, with
the wall-clock and processor seconds spent until then, and last {"exit", "seconds", "cpuSeconds", "peakMiB"}. Processor time is the kernel's own count of all processes that ended: a
process that loses its parent becomes a child of this one (PR_SET_CHILD_SUBREAPER), so none is missed. Memory is the sum
of proportional set sizes, looked at every half second. The command gets so many
cores and no more. At the limit everything is ended and "exit" is null. Linux only.
"""

import ctypes
import json
import os
import resource
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


def cpu_so_far():
    """Seconds of processor time of all that runs and has run."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    ticks = 0
    for pid in descendants():
        try:
            with open(f"/proc/{pid}/stat") as file:
                ticks += sum(map(int, file.read().rpartition(")")[2].split()[11:15]))
        except OSError:
            pass
    return used.ru_utime + used.ru_stime + ticks / os.sysconf("SC_CLK_TCK")


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
    began, peak, over = time.monotonic(), 0.0, False
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def echo():
        for line in process.stdout:
            now = {"at": time.monotonic() - began, "cpu": cpu_so_far()}
            print(json.dumps({**now, "line": line.rstrip("\n")}), flush=True)

    threading.Thread(target=echo, daemon=True).start()
    ended = None
    while ended is None and not over:
        peak = max(peak, memory())
        over = time.monotonic() - began > limit
        try:
            ended = process.wait(LOOK_EVERY)
        except subprocess.TimeoutExpired:
            pass
    seconds = time.monotonic() - began
    end_all()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime
    print(json.dumps({"exit": None if over else ended, "seconds": seconds, "cpuSeconds": cpu, "peakMiB": peak}), flush=True)


main()
