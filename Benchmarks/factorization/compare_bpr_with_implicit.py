"""BPR beside that of `implicit` on Gowalla at 64 dimensions, in one run on two threads.

    scripts/bench bpr

Prints seconds an epoch (best of several, in turns; an epoch is one step for each observed pair on both sides, ours on
the deterministic schedule) and test Recall@20 and NDCG@20 of both after as many epochs with the same steps.
"""

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
from implicit.cpu.bpr import BayesianPersonalizedRanking

from compare_with_implicit import TOP, Judge, peer_lists, read

BENCHMARKS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.environ.get("PROGRAM") or os.path.join(BENCHMARKS, ".build", "release", "factorization")
EPOCHS = int(os.environ.get("EPOCHS", "60"))
ROUNDS = 4


def fit(pairs, users, items, folder, form, lists=False):
    files = {name: os.path.join(folder, name) for name in ("pairs", "lists")}
    pairs.tofile(files["pairs"])
    words = [f"lists={files['lists']}"] if lists else []
    command = [PROGRAM, files["pairs"], str(users), str(items), "threads=2", f"model={form}", *words]
    result = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return result, np.fromfile(files["lists"], dtype=np.int32).reshape(users, TOP) if lists else None


def main():
    train, test = read("train.txt.gz"), read("test.txt.gz")
    users = int(max(train[:, 0].max(), test[:, 0].max())) + 1
    items = int(max(train[:, 1].max(), test[:, 1].max())) + 1
    judge = Judge(test, users, items)
    matrix = sparse.csr_matrix(
        (np.ones(len(train), dtype=np.float32), (train[:, 0], train[:, 1])), shape=(users, items))
    settings = dict(factors=64, learning_rate=0.05, regularization=0.01, num_threads=2, random_state=1)
    form = "bpr(dimension=64,learningRate=0.05,l2=0.01,l2Negative=0.01,epochs=%d)"
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            ours += fit(train, users, items, folder, form % 10)[0]["epochSeconds"]
            # Differences of two lengths leave the start out.
            clock = []
            for iterations in (5, 15):
                model = BayesianPersonalizedRanking(iterations=iterations, **settings)
                start = time.perf_counter()
                model.fit(matrix, show_progress=False)
                clock.append(time.perf_counter() - start)
            theirs.append((clock[1] - clock[0]) / 10)
        print(f"epoch of {len(train)} steps: {min(ours):.4f} s (median {np.median(ours):.4f}), implicit "
              f"{min(theirs):.4f} s (median {np.median(theirs):.4f}): {min(theirs) / min(ours):.1f} times faster",
              flush=True)
        lists = fit(train, users, items, folder, form % EPOCHS, lists=True)[1]
        model = BayesianPersonalizedRanking(iterations=EPOCHS, **settings)
        model.fit(matrix, show_progress=False)
        print(f"after {EPOCHS} epochs with the same steps: NDCG@20 {judge.ndcg(lists):.4f}, implicit "
              f"{judge.ndcg(peer_lists(model, matrix)):.4f}")


if __name__ == "__main__":
    main()
