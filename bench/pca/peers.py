"""The peers of `npm run bench:pca`, its data and its reference.

    peers.py kernel
    peers.py make FEATURES PARQUET ROWS COLUMNS
    peers.py reference FEATURES REFERENCE ROWS COLUMNS COMPONENTS
    peers.py compare REFERENCE RESULT
    peers.py full|covariance_eigh|randomized|spark FEATURES RESULT ROWS COLUMNS COMPONENTS THREADS DTYPE

DTYPE is what the fit is given: float32, float64, or float64-from-float32, where it is given the features as they are and
converts them itself.

A result is a raw float64 file: the number of components, their shares of the variance, the components by rows.
"""

import json
import os
import resource
import sys
import time

import numpy as np


def kernel():
    """The BLAS that NumPy calls, and the processor whose kernel it chose."""
    from threadpoolctl import threadpool_info

    for pool in threadpool_info():
        if pool["user_api"] == "blas":
            print(f"{pool['internal_api']} {pool['version']} ({pool.get('architecture', 'kernel unknown')})")
            return
    print("an unknown BLAS")


def make(features, parquet, rows, columns):
    """Rows like a network's features: positive, correlated, off centre; standard deviations fall by 1 % a direction."""
    rows, columns = int(rows), int(columns)
    random = np.random.default_rng(20260101)
    directions = min(columns, 1280)
    mixing = random.standard_normal((directions, columns)) / np.sqrt(columns)
    mixing *= 0.99 ** np.arange(directions)[:, None]
    values = np.empty((rows, columns), np.float32)
    for start in range(0, rows, 4096):
        part = values[start : start + 4096]
        part[:] = random.standard_normal((len(part), directions)) @ mixing + 2.0
    values.tofile(features)
    if parquet != "none":
        import pyarrow as pa
        import pyarrow.parquet as pq

        lists = pa.ListArray.from_arrays(np.arange(0, rows * columns + 1, columns, dtype=np.int32), values.ravel())
        pq.write_table(pa.table({"features": lists}), parquet, row_group_size=1600, compression="snappy")


def load(path, rows, columns):
    return np.fromfile(path, np.float32).reshape(rows, columns)


def reference(features, target, rows, columns, components):
    """All variances and the leading components in float64: by SVD, or for many rows by the covariance's eigenvectors."""
    rows, columns, components = int(rows), int(columns), int(components)
    centred = load(features, rows, columns).astype(np.float64)
    centred -= centred.mean(axis=0)
    if rows <= columns:
        _, singular, vectors = np.linalg.svd(centred, full_matrices=False)
        variances = singular**2 / (rows - 1)
    else:
        variances, vectors = np.linalg.eigh(centred.T @ centred / (rows - 1))
        variances, vectors = variances[::-1], vectors.T[::-1]
    np.savez(target, variances=variances, components=vectors[:components])


def compare(reference_path, result):
    """Largest relative error of the shares, and largest angle (rad) of the components that stand apart by 0.1 %."""
    truth = np.load(reference_path)
    variances, components = truth["variances"], truth["components"]
    raw = np.fromfile(result)
    k = int(raw[0])
    shares, found = raw[1 : k + 1], raw[k + 1 :].reshape(k, -1)
    clear = variances > 1e-9 * variances[0]
    gaps = np.abs(np.diff(variances)) / variances[:-1]
    apart = np.minimum(np.append(gaps, 1), np.insert(gaps, 0, 1)) > 1e-3
    judged = [i for i in range(k) if clear[i] and apart[i]]
    true_shares = variances / variances.sum()
    error = max(abs(shares[i] / true_shares[i] - 1) for i in range(k) if clear[i])
    angle = 0.0
    for i in judged:
        vector = found[i] / np.linalg.norm(found[i])
        angle = max(angle, float(np.linalg.norm(vector - components[i] * (components[i] @ vector))))
    print(json.dumps({"error": float(error), "angle": angle, "judged": len(judged)}))


def is_worth_another(count, milliseconds):
    """As in fitOnce.ts: up to twenty fits in three seconds; two where the first took no more than ten."""
    return (count < 20 and milliseconds < 3_000) or (count < 2 and milliseconds < 10_000)


def timed(fit, in_process=True):
    print("ready", flush=True)
    fits = []
    while is_worth_another(len(fits), sum(each["wall"] for each in fits)):
        start, cpu = time.perf_counter(), time.process_time()
        fitted = fit()
        cpu = (time.process_time() - cpu) * 1000
        fits.append({"wall": (time.perf_counter() - start) * 1000, "cpu": cpu if in_process else None})
    return fits, fitted


def finish(result, fits, shares, components, peak_kib):
    np.concatenate([[len(shares)], shares, np.asarray(components, np.float64).ravel()]).tofile(result)
    print(json.dumps({"fits": fits, "peakMiB": peak_kib / 1024}))


def scikit_learn(solver, features, result, rows, columns, components, dtype):
    from sklearn.decomposition import PCA

    if features.endswith(".parquet"):
        import pyarrow.parquet as pq

        def read():
            column = pq.read_table(features)["features"].combine_chunks()
            return column.values.to_numpy().reshape(rows, columns).astype(dtype)

    elif dtype == "float64-from-float32":
        kept = load(features, rows, columns)

        def read():
            return kept.astype(np.float64)

    else:
        values = load(features, rows, columns).astype(dtype)

        def read():
            return values

    fits, pca = timed(lambda: PCA(n_components=components, svd_solver=solver, random_state=0).fit(read()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    finish(result, fits, pca.explained_variance_ratio_, pca.components_, peak)


def spark(features, result, rows, columns, components, threads):
    from pyspark.ml.feature import PCA
    from pyspark.ml.functions import array_to_vector
    from pyspark.sql import SparkSession
    import pyarrow as pa
    import pyarrow.parquet as pq

    session = (
        SparkSession.builder.master(f"local[{threads}]")
        .config("spark.driver.memory", "8g")
        .config("spark.driver.maxResultSize", "0")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    values = load(features, rows, columns)
    lists = pa.ListArray.from_arrays(np.arange(0, rows * columns + 1, columns, dtype=np.int32), values.ravel())
    folder = result + ".spark"
    os.makedirs(folder, exist_ok=True)
    pq.write_table(pa.table({"features": lists}), folder + "/part.parquet")
    frame = session.read.parquet(folder).select(array_to_vector("features").alias("features")).cache()
    assert frame.count() == rows
    fits, model = timed(lambda: PCA(k=components, inputCol="features", outputCol="pca").fit(frame), in_process=False)
    pid = session._jvm.java.lang.ProcessHandle.current().pid()
    with open(f"/proc/{pid}/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    finish(result, fits, model.explainedVariance.toArray(), model.pc.toArray().T, peak)
    session.stop()


def main(mode, *arguments):
    if mode == "kernel":
        kernel()
    elif mode == "make":
        make(*arguments)
    elif mode == "reference":
        reference(*arguments)
    elif mode == "compare":
        compare(*arguments)
    else:
        features, result, *sizes, dtype = arguments
        sizes = [int(size) for size in sizes]
        if mode == "spark":
            spark(features, result, *sizes)
        else:
            from threadpoolctl import threadpool_limits

            with threadpool_limits(sizes[-1]):
                scikit_learn(mode, features, result, *sizes[:-1], dtype)


main(*sys.argv[1:])
