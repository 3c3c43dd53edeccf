"""The embedding tables' part of a DeepFM step: Needletail beside PyTorch, in turn.

compare_embeddings.py PROGRAM [ROUNDS], without OPENBLAS_CORETYPE in the environment; PROGRAM is the `embedding-speed` of
Benchmarks/. Both sides use two threads, tables of a million rows of dimension 16 and 1 with the same ids, and batches of
4096 x 39 ids: gather, then the step of a sparse optimiser along given gradients. PyTorch's are nn.Embedding(sparse=True)
with SparseAdam and Adagrad. Milliseconds a batch by the clock, the least of all rounds.
"""

import subprocess
import sys
import time

import numpy as np
import torch

THREADS, ROWS, POSITIONS, BATCHES = 2, 1_000_000, 4096 * 39, 6
torch.set_num_threads(THREADS)


def draw(ids, seed):
    generator = np.random.default_rng(seed)
    if ids == "uniform":
        return torch.from_numpy(generator.integers(1, ROWS, POSITIONS))
    part = (ROWS - 1) // 39
    top = (part + 1.0) ** -0.1
    ranks = np.minimum(part - 1, (1 - generator.random(POSITIONS) * (1 - top)) ** -10 - 1).astype(np.int64)
    return torch.from_numpy(1 + np.arange(POSITIONS) % 39 * part + ranks * 7919 % part)


def peer(ids, optimizer):
    tables = [torch.nn.Embedding(ROWS, dimension, sparse=True) for dimension in (16, 1)]
    kind = {"Adam": torch.optim.SparseAdam, "AdaGrad": torch.optim.Adagrad}[optimizer]
    steps = kind([table.weight for table in tables], lr=0.001)
    gradients = [torch.full((POSITIONS, dimension), 1e-4) for dimension in (16, 1)]
    best = float("inf")
    for seed in range(BATCHES):
        rows = draw(ids, seed)
        start = time.perf_counter()
        steps.zero_grad()
        for table, gradient in zip(tables, gradients):
            table(rows).backward(gradient)
        steps.step()
        best = min(best, time.perf_counter() - start)
    return best * 1000


def ours(program):
    lines = subprocess.run([program, str(THREADS)], check=True, capture_output=True, text=True).stdout.splitlines()
    return {tuple(words[:2]): float(words[8]) for words in map(str.split, lines[2:])}


best = {}
for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 2):
    for key, milliseconds in ours(sys.argv[1]).items():
        best["needletail", *key] = min(milliseconds, best.get(("needletail", *key), float("inf")))
    for ids in ("uniform", "zipf"):
        for optimizer in ("Adam", "AdaGrad"):
            key = ("torch", ids, optimizer)
            best[key] = min(peer(ids, optimizer), best.get(key, float("inf")))
print(f"PyTorch {torch.__version__}, {THREADS} threads, milliseconds a batch")
for ids in ("uniform", "zipf"):
    for optimizer in ("Adam", "AdaGrad"):
        mine, theirs = best["needletail", ids, optimizer], best["torch", ids, optimizer]
        print(f"{ids:8} {optimizer:8} needletail {mine:7.2f}  torch {theirs:7.2f}  ratio {theirs / mine:5.1f}")
