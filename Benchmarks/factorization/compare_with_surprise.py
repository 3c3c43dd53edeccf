"""mf and svd++ beside SVD and SVD++ of scikit-surprise on a fold of MovieLens 1M, in one run.

    scripts/bench ratings

Prints for each pair: seconds to fit with the same hyper-parameters (ours on two threads, best of three before the
peer's one fit and three after it) and the root mean squared error of both on the fold; for mf also those of a short
fit, chosen as the fastest of a grid that errs no more than the peer does on a tenth carved from the training part.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
import time

if "OPENBLAS_CORETYPE" in os.environ:
    del os.environ["OPENBLAS_CORETYPE"]
    os.execv(sys.executable, [sys.executable] + sys.argv)

import numpy as np
import pandas as pd
from surprise import SVD, Dataset, Reader, SVDpp

BENCHMARKS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.environ.get("PROGRAM") or os.path.join(BENCHMARKS, ".build", "release", "factorization")
FOLD = int(os.environ.get("FOLD", "1"))


def read():
    path = os.path.join(os.environ["NEEDLETAIL_DATA"], "ml-1m", "ratings_ordered.dat.gz")
    with gzip.open(path, "rt") as lines:
        table = np.array([list(map(int, line.split("::"))) for line in lines], dtype=np.int32)
    rows = [np.unique(table[:, column], return_inverse=True)[1].astype(np.int32) for column in (0, 1)]
    table[:, 0], table[:, 1] = rows
    return table[table[:, 4] != FOLD], table[table[:, 4] == FOLD]


class Needletail:
    def __init__(self, train, test, folder):
        self.files = {name: os.path.join(folder, name) for name in ("pairs", "values", "ask", "predictions")}
        self.shape = (int(max(train[:, 0].max(), test[:, 0].max())) + 1,
                      int(max(train[:, 1].max(), test[:, 1].max())) + 1)
        train[:, :2].astype(np.int32).tofile(self.files["pairs"])
        train[:, 2].astype(np.float32).tofile(self.files["values"])
        test = test[np.argsort(test[:, 0], kind="stable")]
        self.given = test[:, 2]
        test[:, :2].astype(np.int32).tofile(self.files["ask"])

    def fit(self, model):
        words = [f"{key}={self.files[key]}" for key in ("values", "ask", "predictions")]
        command = [PROGRAM, self.files["pairs"], *map(str, self.shape), "threads=2", f"model={model}", *words]
        result = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        predicted = np.fromfile(self.files["predictions"], dtype=np.float32)
        return result["fitSeconds"], float(np.sqrt(np.mean((predicted - self.given) ** 2)))


def peer(kind, train, test):
    frame = pd.DataFrame(train[:, :3], columns=["user", "item", "rating"])
    data = Dataset.load_from_df(frame, Reader(rating_scale=(1, 5))).build_full_trainset()
    model = kind(random_state=1)
    start = time.perf_counter()
    model.fit(data)
    seconds = time.perf_counter() - start
    errors = [model.predict(user, item).est - rating for user, item, rating in test[:, :3].tolist()]
    return seconds, float(np.sqrt(np.mean(np.square(errors))))


def main():
    train, test = read()
    print(f"ml-1m, fold {FOLD}: {len(train)} ratings to learn from, {len(test)} to predict")
    chosen = sys.argv[1:] or ["mf", "svd++"]
    with tempfile.TemporaryDirectory() as folder:
        ours = Needletail(train, test, folder)
        short = {"mf": "mf(dimension=16,learningRate=0.04,l2=0.02,epochs=4)"}
        for name, kind, dimension, rate in (("mf", SVD, 100, 0.005), ("svd++", SVDpp, 20, 0.007)):
            if name not in chosen:
                continue
            form = f"{name}(dimension={dimension},learningRate={rate},l2=0.02,epochs=%d)"
            fits = [ours.fit(form % 20) for _ in range(3)]
            seconds, error = peer(kind, train, test)
            fits += [ours.fit(form % 20) for _ in range(3)]
            best = min(fits)
            print(f"{name}: {best[0]:.3f} s, rmse {best[1]:.4f}; surprise {kind.__name__} {seconds:.1f} s, "
                  f"rmse {error:.4f}: {seconds / best[0]:.0f} times faster", flush=True)
            if name in short:
                found = min(ours.fit(short[name]) for _ in range(6))
                print(f"{short[name]}: {found[0]:.3f} s, rmse {found[1]:.4f}: {seconds / found[0]:.0f} times faster",
                      flush=True)


if __name__ == "__main__":
    main()
