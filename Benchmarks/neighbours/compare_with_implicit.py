"""Fits item-based neighbours with Needletail and with implicit, in turn, and prints the ratio of the best times."""

import gzip
import subprocess
import sys
import time
import warnings

import numpy as np
import scipy.sparse as sparse
from implicit.nearest_neighbours import CosineRecommender, ItemItemRecommender

warnings.simplefilter("ignore")
program, folder, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
neighbours = 200

users, items = [], []
with gzip.open(f"{folder}/train.txt.gz", "rt") as lines:
    for line in lines:
        user, *chosen = map(int, line.split())
        users += [user] * len(chosen)
        items += chosen
matrix = sparse.csr_matrix((np.ones(len(users), np.float64), (users, items)))


def peer(kind):
    model = kind(K=neighbours, num_threads=2)
    start = time.perf_counter()
    model.fit(matrix, show_progress=False)
    return time.perf_counter() - start


def ours():
    output = subprocess.run(
        [program, folder, f"itemknn(neighbours={neighbours})", "1"], check=True, capture_output=True, text=True
    ).stdout
    return float(output.split()[1])


best = {}
for _ in range(rounds):
    for name, seconds in [
        ("needletail", ours()),
        ("CosineRecommender", peer(CosineRecommender)),
        ("ItemItemRecommender", peer(ItemItemRecommender)),
    ]:
        best[name] = min(best.get(name, float("inf")), seconds)
for name, seconds in best.items():
    print(f"{name:20} {seconds:8.3f} s   {seconds / best['needletail']:5.2f} x needletail")
