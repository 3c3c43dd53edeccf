#!/usr/bin/env python3
"""Compares the ranking metrics of Needletail with those of ranx on random runs.

    $(scripts/setup-peers) Benchmarks/metrics/compare_with_ranx.py            # both sides, differences, times
    $(scripts/setup-peers) Benchmarks/metrics/compare_with_ranx.py --fixtures # rewrites the frozen cases

The frozen cases are the files under Tests/Fixtures/Metrics.
"""
import argparse
import pathlib
import subprocess
import tempfile
import time

import numpy as np
from ranx import Qrels, Run, evaluate

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Ours, and what ranx calls the same number.
NAMES = {
    "precision@{k}": "precision@{k}",
    "recall@{k}": "recall@{k}",
    "hitrate@{k}": "hit_rate@{k}",
    "mrr@{k}": "mrr@{k}",
    "map@{k}": "map@{k}",
    "ndcg@{k}[graded]": "ndcg@{k}",
    "ndcg@{k}[burges]": "ndcg_burges@{k}",
}


def random_case(users, items, length, seed):
    """Judgements and a run in which every user has a list; scores are distinct within a list."""
    random = np.random.default_rng(seed)
    qrels, run = {}, {}
    for user in range(users):
        relevant = random.choice(items, size=random.integers(1, 15), replace=False)
        qrels[f"u{user}"] = {f"i{item}": int(random.integers(1, 4)) for item in relevant}
        size = random.integers(1, length + 1)
        ranked = random.choice(items, size=size, replace=False)
        scores = random.permutation(size) + random.random()
        run[f"u{user}"] = {f"i{item}": float(score) for item, score in zip(ranked, scores)}
    return qrels, run


def write_case(folder, qrels, run):
    with open(folder / "qrels.txt", "w") as file:
        for user, judged in qrels.items():
            for item, grade in judged.items():
                file.write(f"{user} 0 {item} {grade}\n")
    with open(folder / "run.txt", "w") as file:
        for user, ranked in run.items():
            for item, score in ranked.items():
                file.write(f"{user} Q0 {item} 0 {score!r} random\n")


def ranx_values(qrels, run, cutoffs):
    """The values by our names, and the seconds of the second of two runs (the first one compiles)."""
    theirs = [name.format(k=k) for k in cutoffs for name in NAMES.values()]
    ours = [name.format(k=k) for k in cutoffs for name in NAMES]
    qrels, run = Qrels(qrels), Run(run)
    evaluate(qrels, run, theirs)
    start = time.perf_counter()
    values = evaluate(qrels, run, theirs)
    seconds = time.perf_counter() - start
    binary = Qrels({user: {item: 1 for item in judged} for user, judged in qrels.to_dict().items()})
    result = {name: float(values[other]) for name, other in zip(ours, theirs)}
    for k in cutoffs:
        result[f"ndcg@{k}"] = float(evaluate(binary, run, f"ndcg@{k}"))
    return result, seconds


def write_fixtures():
    folder = ROOT / "Tests/Fixtures/Metrics"
    folder.mkdir(parents=True, exist_ok=True)
    qrels, run = random_case(users=40, items=60, length=30, seed=7)
    write_case(folder, qrels, run)
    values, _ = ranx_values(qrels, run, (1, 3, 10, 20))
    with open(folder / "expected.txt", "w") as file:
        for name, value in values.items():
            file.write(f"{name} {value!r}\n")
    print(f"wrote {len(values)} values to {folder.relative_to(ROOT)}")


def compare(users):
    program = ROOT / "Benchmarks/.build/release/judge-run"
    worst = 0.0
    for seed in range(3):
        qrels, run = random_case(users=users, items=5000, length=100, seed=seed)
        values, theirs = ranx_values(qrels, run, (5, 10, 20, 100))
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            write_case(folder, qrels, run)
            output = subprocess.run(
                [program, folder / "run.txt", folder / "qrels.txt", ",".join(values)],
                check=True, capture_output=True, text=True).stdout
        ours = dict(line.rsplit(";", 1) for line in output.splitlines())
        difference = max(abs(float(ours[name]) - value) for name, value in values.items())
        worst = max(worst, difference)
        print(f"seed {seed}: {len(values)} metrics, {users} users, largest difference {difference:.2e}, "
              f"ranx {theirs:.3f} s, Needletail (one thread) {float(ours['seconds']):.3f} s")
    print(f"largest difference {worst:.2e}")
    assert worst < 1e-9


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fixtures", action="store_true", help="rewrite the frozen cases of the tests")
    parser.add_argument("--users", type=int, default=5000)
    arguments = parser.parse_args()
    write_fixtures() if arguments.fixtures else compare(arguments.users)
