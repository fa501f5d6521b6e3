"""Writes or reads the features with pyarrow and prints what it took: peer.py FOLDER write|read [SOURCE]"""

import json
import resource
import sys
import time

import pyarrow as pa
import pyarrow.parquet as pq

folder, task, *source = sys.argv[1:]
pa.set_cpu_count(1)
if task == "write":
    table = pq.read_table(f"{folder}/features")
    started = time.perf_counter()
    pq.write_table(table, f"{folder}/pyarrow")
else:
    started = time.perf_counter()
    table = pq.read_table(f"{folder}/{source[0]}", use_threads=False)
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
print(json.dumps({"rows": table.num_rows, "seconds": seconds, "peakMegabytes": peak}))
