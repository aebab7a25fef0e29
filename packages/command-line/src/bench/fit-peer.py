"""The peer of `bench fit`: scikit-learn's lbfgs on the same rows.

In: a file of rows * columns float64 then rows bytes of outcomes; rows, columns, l2, runs as arguments.
Out: one JSON object on stdout: the least seconds of the runs, and the model.
"""

import json
import sys
import time

import numpy as np
from sklearn.linear_model import LogisticRegression


def main() -> None:
    path, rows, columns, l2, runs = sys.argv[1], *map(float, sys.argv[2:6])
    rows, columns, runs = int(rows), int(columns), int(runs)
    x = np.fromfile(path, dtype="<f8", count=rows * columns).reshape(rows, columns)
    y = np.fromfile(path, dtype="u1", count=rows, offset=8 * rows * columns)
    best = float("inf")
    for _ in range(runs):
        model = LogisticRegression(C=1 / l2, solver="lbfgs", max_iter=1000)
        begun = time.perf_counter()
        model.fit(x, y)
        best = min(best, time.perf_counter() - begun)
    print(
        json.dumps(
            {
                "seconds": best,
                "intercept": float(model.intercept_[0]),
                "coefficients": model.coef_[0].tolist(),
                "iterations": int(model.n_iter_[0]),
            }
        )
    )


main()
