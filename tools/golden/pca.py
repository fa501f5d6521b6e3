"""Golden values for test/job/pca: small data sets and what scikit-learn's PCA and StandardScaler make of them.

Run `npm run golden:pca`; it writes test/job/pca/golden/pca.json.
"""

import json
import sys

import numpy as np
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler


def fitted(name, rows, scale, whiten=False):
    rows = np.asarray(rows, dtype=np.float64)
    scaler = StandardScaler(with_std=scale).fit(rows)
    scaled = scaler.transform(rows)
    n, d = rows.shape
    rank = int(np.linalg.matrix_rank(scaled))
    pca = PCA(n_components=min(rank, n - 1), svd_solver="full", whiten=whiten).fit(scaled)
    return {
        "name": name,
        "scale": scale,
        "whiten": whiten,
        "rows": n,
        "columns": d,
        "values": rows.ravel().tolist(),
        "rank": min(rank, n - 1),
        "mean": scaler.mean_.tolist(),
        "divisors": (scaler.scale_ if scale else np.ones(d)).tolist(),
        "components": pca.components_.ravel().tolist(),
        "explainedVariance": pca.explained_variance_.tolist(),
        "explainedVarianceRatio": pca.explained_variance_ratio_.tolist(),
        "projections": pca.transform(scaled).ravel().tolist(),
    }


def spread(random, n, d, decay=0.8):
    """Correlated rows whose variances fall by `decay` from one direction to the next: components well apart."""
    turn = np.linalg.qr(random.standard_normal((d, d)))[0]
    return random.standard_normal((n, d)) * decay ** np.arange(d) @ turn


def main(path):
    random = np.random.default_rng(20260101)
    tall = spread(random, 40, 6)
    wide = spread(random, 7, 15)
    constant = spread(random, 20, 5)
    constant[:, 2] = 3.25
    cases = [
        fitted("tall", tall, False),
        fitted("tall, standardised", tall * [1, 10, 100, 0.1, 5, 2], True),
        fitted("wide", wide, False),
        fitted("wide, standardised", wide + 5, True),
        fitted("square", spread(random, 9, 9, 0.6), False),
        fitted("one constant feature, standardised", constant, True),
        fitted("one constant feature", constant, False),
        fitted("float32 far from zero", (spread(random, 30, 4, 0.7) + 1e4).astype(np.float32), False),
        fitted("duplicate rows", np.repeat(spread(random, 6, 8), 5, axis=0), False),
        fitted("whitened", spread(random, 25, 5), False, whiten=True),
    ]
    with open(path, "w") as file:
        json.dump(cases, file, indent=None, separators=(",", ":"))
        file.write("\n")


main(sys.argv[1])
