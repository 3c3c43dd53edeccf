"""Fits SLIM with Needletail, with irspack and with scikit-learn's ElasticNet: times and quality.

compare_slim.py NEEDLETAIL FOLDER L1 L2 TOP_K SAMPLE, with OMP_NUM_THREADS=2; NEEDLETAIL is the tool. The objective is the
same on all sides: ½‖x_j − Xw‖² + l2/2 ‖w‖² + l1 ‖w‖₁ with w ≥ 0, tolerance 1e-4, the TOP_K largest weights of an item
kept. scikit-learn fits SAMPLE items, spread evenly, in two processes; its time is scaled to all items. Times are of the
clock and, where other work disturbs the machine, of the processor.
"""

import gzip
import json
import resource
import subprocess
import sys
import time
import warnings
from multiprocessing import Pool

import numpy as np
import scipy.sparse as sparse
from irspack import SLIMRecommender
from sklearn.linear_model import ElasticNet

warnings.simplefilter("ignore")
program, folder = sys.argv[1], sys.argv[2]
l1, l2, top, sample = float(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5]), int(sys.argv[6])


def read(part):
    users, items = [], []
    with gzip.open(f"{folder}/{part}.txt.gz", "rt") as lines:
        for line in lines:
            user, *chosen = map(int, line.split())
            users += [user] * len(chosen)
            items += chosen
    return users, items


train, test = read("train"), read("test")
shape = (max(train[0] + test[0]) + 1, max(train[1] + test[1]) + 1)
matrix = sparse.csr_matrix((np.ones(len(train[0])), train), shape)
wanted = sparse.csr_matrix((np.ones(len(test[0])), test), shape)
alpha = (l1 + l2) / shape[0]
ratio = l1 / (l1 + l2)


def recall(weights):
    hits, judged = 0.0, 0
    for start in range(0, shape[0], 512):
        rows = slice(start, min(start + 512, shape[0]))
        scores = (matrix[rows] @ weights).toarray()
        scores[matrix[rows].nonzero()] = -np.inf
        best = np.argpartition(-scores, 20, axis=1)[:, :20]
        for index, user in enumerate(range(rows.start, rows.stop)):
            items = wanted.indices[wanted.indptr[user] : wanted.indptr[user + 1]]
            if len(items):
                hits += len(np.intersect1d(best[index], items)) / len(items)
                judged += 1
    return hits / judged


def column_fit(columns):
    copy = matrix.tocsc()
    for item in columns:
        start, end = copy.indptr[item], copy.indptr[item + 1]
        target = copy[:, item].toarray().ravel()
        kept = copy.data[start:end].copy()
        copy.data[start:end] = 0
        net = ElasticNet(
            alpha=alpha, l1_ratio=ratio, positive=True, fit_intercept=False, copy_X=False, precompute=False,
            selection="cyclic", max_iter=100, tol=1e-4)
        net.fit(copy, target)
        copy.data[start:end] = kept


def processor(who):
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


specification = f"slim(l1={l1},l2={l2},neighbours={top})"
output = subprocess.run(
    [program, "evaluate", folder, "--split", "given", "--models", specification, "--metrics", "recall@20",
     "--threads", "2", "--json"],
    check=True, capture_output=True, text=True,
).stdout
[ours] = json.loads(output)["models"]
fit, quality = ours["fitSeconds"], ours["metrics"]["recall@20"]["value"]
whole = processor(resource.RUSAGE_CHILDREN)
print(f"needletail     {fit:9.2f} s   recall@20 {quality:.4f}   {whole:.2f} s of the processor with reading and judging",
      flush=True)

before, start = processor(resource.RUSAGE_SELF), time.perf_counter()
model = SLIMRecommender(matrix, alpha=alpha, l1_ratio=ratio, top_k=top, n_threads=2)
model.learn()
seconds, work = time.perf_counter() - start, processor(resource.RUSAGE_SELF) - before
print(f"irspack        {seconds:9.2f} s   recall@20 {recall(sparse.csr_matrix(model.W)):.4f}   {work:.2f} s of the processor   "
      f"{seconds / fit:.2f} x needletail", flush=True)

items = np.linspace(0, shape[1] - 1, sample).astype(int)
start = time.perf_counter()
with Pool(2) as pool:
    pool.map(column_fit, [items[0::2], items[1::2]])
seconds = (time.perf_counter() - start) * shape[1] / sample
print(f"scikit-learn   {seconds:9.2f} s from {sample} items   {seconds / fit:.2f} x needletail")
