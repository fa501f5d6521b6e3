"""Writes the table of parquet.py as Spark lays it out: sparkParquet.py FOLDER"""

import shutil
import sys
import tempfile
from pathlib import Path

from pyspark.ml.functions import array_to_vector
from pyspark.sql import SparkSession
from pyspark.sql.types import ArrayType, DoubleType, FloatType, StringType, StructField, StructType

folder = Path(sys.argv[1])
here = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
spark = SparkSession.builder.master("local[1]").config(map=here).getOrCreate()
spark.sparkContext.setLogLevel("ERROR")


def table(element, nullable):
    rows = [
        (f"pommes d’été/{row}.jpg", None if row % 3 == 0 else "été", [row * 10 + feature / 4 for feature in range(7)])
        for row in range(60)
    ]
    fields = [
        StructField("path", StringType(), False),
        StructField("label", StringType(), True),
        StructField("features", ArrayType(element, nullable), nullable),
    ]
    return spark.createDataFrame(rows, StructType(fields)).coalesce(1)


def write(name, frame, legacy):
    spark.conf.set("spark.sql.parquet.writeLegacyFormat", str(legacy).lower())
    with tempfile.TemporaryDirectory() as parts:
        frame.write.mode("overwrite").parquet(parts)
        (part,) = Path(parts).glob("part-*.parquet")
        shutil.copyfile(part, folder / f"{name}.parquet")


write("spark-standard", table(FloatType(), True), False)
write("spark-legacy-nullable", table(FloatType(), True), True)
write("spark-legacy-required", table(FloatType(), False), True)
write("spark-legacy-double", table(DoubleType(), True), True)
vectors = table(DoubleType(), False)
write("refused-spark-vector", vectors.withColumn("features", array_to_vector("features")), False)
spark.stop()
