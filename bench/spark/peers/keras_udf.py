"""The PySpark + Keras pipeline most tutorials teach: keras_udf.py IMAGES OUT CORES PARTITIONS BATCH PCA

A pandas UDF that loads MobileNetV2 in every task and calls predict, then StandardScaler and PCA of MLlib. PARTITIONS 20
and BATCH 1024 are what is published; fewer partitions load the network less often. Weights are random (weights=None).
PCA 0 leaves the second half out.
"""

import io
import os
import sys
from typing import Iterator

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", KERAS_BACKEND="tensorflow", CUDA_VISIBLE_DEVICES="-1")

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402
from pyspark.sql.functions import col, element_at, pandas_udf, split  # noqa: E402

images, out, cores, partitions, batch, components = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:7])

spark = (
    SparkSession.builder.master(f"local[{cores}]")
    .config("spark.ui.enabled", "false")
    .config("spark.ui.showConsoleProgress", "false")
    .config("spark.driver.memory", "4g")
    .config("spark.sql.execution.arrow.maxRecordsPerBatch", str(batch))
    .getOrCreate()
)
print("bench images", flush=True)


def network():
    from keras.applications import MobileNetV2

    return MobileNetV2(weights=None, include_top=False, pooling="avg", input_shape=(224, 224, 3))


weights = spark.sparkContext.broadcast(network().get_weights())


def picture(content):
    from keras.applications.mobilenet_v2 import preprocess_input
    from PIL import Image

    image = Image.open(io.BytesIO(content)).convert("RGB").resize((224, 224))
    return preprocess_input(np.asarray(image, np.float32))


@pandas_udf("array<float>")
def featurize(batches: Iterator[pd.Series]) -> Iterator[pd.Series]:
    model = network()
    model.set_weights(weights.value)
    for contents in batches:
        yield pd.Series(list(model.predict(np.stack(contents.map(picture)), verbose=0)))


files = spark.read.format("binaryFile").option("pathGlobFilter", "*.jpg").option("recursiveFileLookup", "true")
rows = files.load(images).withColumn("label", element_at(split("path", "/"), -2)).repartition(partitions)
rows.select("path", "label", featurize("content").alias("features")).write.mode("overwrite").parquet(f"{out}/features")
print("bench features", flush=True)

if components > 0:
    from pyspark.ml.feature import PCA, StandardScaler
    from pyspark.ml.functions import array_to_vector, vector_to_array

    table = spark.read.parquet(f"{out}/features").withColumn("vector", array_to_vector("features"))
    scaler = StandardScaler(inputCol="vector", outputCol="scaled", withMean=True).fit(table)
    scaled = scaler.transform(table)
    projected = PCA(k=components, inputCol="scaled", outputCol="pca").fit(scaled).transform(scaled)
    projected.select("path", "label", vector_to_array(col("pca")).alias("pca")).write.parquet(f"{out}/pca")
    print("bench pca", flush=True)
spark.stop()
