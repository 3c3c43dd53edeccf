"""Decomposes a sparse matrix with Needletail and with scikit-learn's randomized_svd, in turn: times and errors.

compare_svd.py PROGRAM FOLDER ROUNDS, with OMP_NUM_THREADS=2 OPENBLAS_NUM_THREADS=2. Both sides compute left and right
vectors, look at ten directions more than asked for and make four power iterations.
"""

import gzip
import subprocess
import sys
import time

import numpy as np
import scipy.sparse as sparse
from sklearn.utils.extmath import randomized_svd

program, folder, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
iterations = 4

users, items = [], []
with gzip.open(f"{folder}/train.txt.gz", "rt") as lines:
    for line in lines:
        user, *chosen = map(int, line.split())
        users += [user] * len(chosen)
        items += chosen
matrix = sparse.csr_matrix((np.ones(len(users), np.float32), (users, items)))
total = matrix.nnz


def peer(rank):
    start = time.perf_counter()
    _, values, _ = randomized_svd(matrix, rank, n_oversamples=10, n_iter=iterations, random_state=1)
    return time.perf_counter() - start, float((values.astype(np.float64) ** 2).sum())


def ours(rank):
    output = subprocess.run(
        [program, folder, str(rank), str(iterations), "1"], check=True, capture_output=True, text=True
    ).stdout
    seconds, captured = map(float, output.split())
    return seconds, captured


print("rank   needletail   scikit-learn   ratio   relative error of each")
for rank in (64, 128, 256):
    best = {}
    for _ in range(rounds):
        for name, run in (("ours", ours), ("peer", peer)):
            seconds, captured = run(rank)
            best[name] = (min(best.get(name, (float("inf"),))[0], seconds), captured)
    errors = [((total - best[name][1]) / total) ** 0.5 for name in ("ours", "peer")]
    ratio = best["peer"][0] / best["ours"][0]
    print(
        f"{rank:4} {best['ours'][0]:10.3f} s {best['peer'][0]:12.3f} s {ratio:7.2f}   {errors[0]:.5f} {errors[1]:.5f}"
    )
