"""iALS beside the alternating least squares of `implicit` on Gowalla, in one run on two threads.

    scripts/bench ials

Prints, at DIMENSION=128 dimensions and for EPOCHS=12 epochs: seconds an epoch; validation NDCG@20 after each epoch; seconds to the lower of the two
plateaus (a plateau is the first epoch that gains less than .0005); test NDCG@20; and, at 64 dimensions, seconds to
rank the twenty best unseen items for every user. `implicit` runs its compiled loops on two threads with one thread
of BLAS under them, as its documentation asks; regularisation of both sides is chosen on the validation part, or given
as L2 and REGULARIZATION, which spares hours at high dimensions.
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
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
import scipy.sparse as sparse
from implicit.cpu.als import AlternatingLeastSquares
from threadpoolctl import threadpool_limits

BENCHMARKS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.environ.get("PROGRAM") or os.path.join(BENCHMARKS, ".build", "release", "factorization")
EPOCHS = int(os.environ.get("EPOCHS", "12"))
DIMENSION = int(os.environ.get("DIMENSION", "128"))
TOP = 20


def read(name):
    path = os.path.join(os.environ["NEEDLETAIL_DATA"], "gowalla", name)
    rows = []
    with gzip.open(path, "rt") as lines:
        for line in lines:
            fields = list(map(int, line.split()))
            rows += [(fields[0], item) for item in fields[1:]]
    return np.array(rows, dtype=np.int32)


class Judge:
    """Mean NDCG@20 over the users of a held-out part."""

    def __init__(self, pairs, users, items):
        self.items = items
        self.keys = np.sort(pairs[:, 0].astype(np.int64) * items + pairs[:, 1])
        self.counts = np.bincount(pairs[:, 0], minlength=users)
        self.gains = 1 / np.log2(np.arange(2, TOP + 2))

    def ndcg(self, lists):
        users = np.arange(len(lists), dtype=np.int64)[:, None]
        hits = np.isin(users * self.items + lists, self.keys)
        judged = self.counts > 0
        ideal = np.concatenate([[0], np.cumsum(self.gains)])[np.minimum(self.counts, TOP)]
        return float(((hits * self.gains).sum(1)[judged] / ideal[judged]).mean())


class Needletail:
    def __init__(self, pairs, users, items, folder):
        self.shape = (users, items)
        self.pairs = os.path.join(folder, "pairs")
        self.lists = os.path.join(folder, "lists")
        pairs.tofile(self.pairs)

    def fit(self, **settings):
        words = [f"{key}={value}" for key, value in settings.items()]
        command = [PROGRAM, self.pairs, *map(str, self.shape), "threads=2", f"lists={self.lists}", *words]
        result = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        return result, np.fromfile(self.lists, dtype=np.int32).reshape(self.shape[0], TOP)


def peer(matrix, solver, iterations, regularization, factors=DIMENSION, callback=None):
    model = AlternatingLeastSquares(
        factors=factors, alpha=100, regularization=regularization, iterations=iterations,
        use_cg=solver == "cg", num_threads=2, random_state=1)
    model.fit(matrix, show_progress=False, callback=callback and (lambda *a: callback(model, a[1])))
    return model


def peer_lists(model, matrix):
    return model.recommend(np.arange(matrix.shape[0]), matrix, N=TOP)[0]


def plateau(curve):
    """The first epoch of a curve of qualities that gains less than .0005, as an index."""
    for epoch in range(1, len(curve)):
        if curve[epoch] - curve[epoch - 1] < 0.0005:
            return epoch
    return len(curve) - 1


def reach(curve, seconds, quality):
    return next(second for value, second in zip(curve, seconds) if value >= quality)


def choices(name, *values):
    """The value that the environment gives, else those to choose from."""
    return [float(os.environ[name])] if name in os.environ else values


def main():
    train, test = read("train.txt.gz"), read("test.txt.gz")
    users = int(max(train[:, 0].max(), test[:, 0].max())) + 1
    items = int(max(train[:, 1].max(), test[:, 1].max())) + 1
    held = np.random.default_rng(1).random(len(train)) < 0.1
    fitted, validation = train[~held], Judge(train[held], users, items)
    tested = Judge(test, users, items)

    def matrix(pairs):
        ones = np.ones(len(pairs), dtype=np.float32)
        return sparse.csr_matrix((ones, (pairs[:, 0], pairs[:, 1])), shape=(users, items))

    small, whole = matrix(fitted), matrix(train)
    print(f"gowalla: {users} users, {items} items, {len(train)} pairs, {held.sum()} of them for validation")

    with tempfile.TemporaryDirectory() as folder:
        ours = Needletail(fitted, users, items, folder)
        fixed = dict(dimension=DIMENSION, unobservedWeight=0.01)
        # Both sides choose by the quality after eight epochs.
        quality = {l2: validation.ndcg(ours.fit(**fixed, l2=l2, epochs=8)[1]) for l2 in choices("L2", 0.003, 0.01, 0.03)}
        l2 = max(quality, key=quality.get)
        print("needletail l2:", {key: round(value, 4) for key, value in quality.items()})
        quality = {
            reg: validation.ndcg(peer_lists(peer(small, "cg", 8, reg), small))
            for reg in choices("REGULARIZATION", 1, 3, 10, 30)}
        regularization = max(quality, key=quality.get)
        print("implicit regularization:", {key: round(value, 4) for key, value in quality.items()})

        curves, seconds, epochs = {}, {}, {}
        curve, clock = [], []
        for count in range(1, EPOCHS + 1):
            result, lists = ours.fit(**fixed, l2=l2, epochs=count)
            curve.append(validation.ndcg(lists))
            clock.append(result["fitSeconds"])
            epochs["needletail"] = min(result["epochSeconds"] + [epochs.get("needletail", 1e9)])
        curves["needletail"], seconds["needletail"] = curve, clock
        for solver in ("cholesky", "cg"):
            curve, clock = [], []

            def judge(model, epoch):
                curve.append(validation.ndcg(peer_lists(model, small)))
                clock.append(epoch)

            peer(small, solver, EPOCHS, regularization, callback=judge)
            curves[solver], seconds[solver], epochs[solver] = curve, list(np.cumsum(clock)), min(clock)
        for name, curve in curves.items():
            print(f"{name:>10}: epoch {epochs[name]:.3f} s, validation NDCG@20", [round(v, 4) for v in curve])
        print(f"epoch: {epochs['cholesky'] / epochs['needletail']:.1f} times faster than implicit's Cholesky, "
              f"{epochs['cg'] / epochs['needletail']:.1f} times than its conjugate gradients")
        for solver in ("cholesky", "cg"):
            goal = min(curves[name][plateau(curves[name])] for name in ("needletail", solver))
            mine = reach(curves["needletail"], seconds["needletail"], goal)
            theirs = reach(curves[solver], seconds[solver], goal)
            print(f"to NDCG@20 {goal:.4f}: {mine:.2f} s, implicit {solver} {theirs:.2f} s: "
                  f"{theirs / mine:.1f} times faster")

        ours = Needletail(train, users, items, folder)
        lists = ours.fit(**fixed, l2=l2, epochs=EPOCHS)[1]
        theirs = peer_lists(peer(whole, "cg", EPOCHS, regularization), whole)
        print(f"test NDCG@20: {tested.ndcg(lists):.4f}, implicit {tested.ndcg(theirs):.4f}")

        model = peer(whole, "cg", 2, regularization, factors=64)
        best = {}
        for turn in range(3):
            result, _ = ours.fit(dimension=64, unobservedWeight=0.01, l2=l2, epochs=2)
            best["needletail"] = min(best.get("needletail", 1e9), result["recommendSeconds"])
            for threads in (1, 2):
                with threadpool_limits(limits=threads, user_api="blas"):
                    start = time.monotonic()
                    peer_lists(model, whole)
                    best[threads] = min(best.get(threads, 1e9), time.monotonic() - start)
        print(f"top 20 of all users at 64 dimensions: {best['needletail']:.2f} s, implicit {best[1]:.2f} s with one "
              f"thread of BLAS, {best[2]:.2f} s with two: {min(best[1], best[2]) / best['needletail']:.1f} times faster")


if __name__ == "__main__":
    main()
