"""One Spark session for a suite: jobs come in as lines of JSON, what came of them goes out the same way."""

import json
import sys
from argparse import Namespace

home, master, settings = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
sys.path.insert(0, f"{home}/spark")

from pyspark.sql import SparkSession  # noqa: E402

import driver  # noqa: E402

builder = SparkSession.builder.master(master).appName("verger tests")
for key, value in settings.items():
    builder = builder.config(key, value)
spark = builder.getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
print(json.dumps({"ready": spark.version}), flush=True)
for line in sys.stdin:
    job = json.loads(line)
    for key, value in job.pop("conf", {}).items():
        spark.sparkContext._conf.set(key, value)
    options = Namespace(**{"home": home, **job})
    code = driver.submit(spark, options, driver.conductor(options.home))
    print(json.dumps({"id": job["run_id"], "code": code}), flush=True)
spark.stop()
