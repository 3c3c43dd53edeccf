"""Parses one csv of MovieLens shape with pandas and with Needletail in turn, and prints the ratio.

Run it through scripts/bench parsing.
"""

import os
import subprocess
import sys
import time

import numpy
import pandas


def generate(path, lines, seed=7):
    """A file like ratings.csv of MovieLens 20M: users in order, few very popular items, half stars, seconds."""
    generator = numpy.random.default_rng(seed)
    part = 1_000_000
    with open(path, "w") as file:
        file.write("userId,movieId,rating,timestamp\n")
        for start in range(0, lines, part):
            count = min(part, lines - start)
            users = (numpy.arange(start, start + count) * 138_493 // lines) + 1
            items = (131_262 * generator.random(count) ** 3).astype(int) + 1
            ratings = generator.integers(1, 11, count) / 2
            times = generator.integers(789_652_009, 1_427_784_002, count)
            rows = zip(users.tolist(), items.tolist(), ratings.tolist(), times.tolist())
            file.write("".join(f"{u},{i},{r},{t}\n" for u, i, r, t in rows))


def seconds_of_pandas(path):
    start = time.perf_counter()
    frame = pandas.read_csv(path)
    return time.perf_counter() - start, len(frame)


def seconds_of_needletail(program, path, threads):
    output = subprocess.run([program, "read", path, str(threads), "1"], capture_output=True, text=True, check=True)
    words = output.stdout.split()
    return float(words[0]), int(words[2])


def main():
    program, path, lines = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if not os.path.exists(path):
        generate(path, lines)
    size = os.path.getsize(path)
    times = {"pandas": [], 1: [], 2: []}
    for _ in range(3):
        elapsed, rows = seconds_of_pandas(path)
        times["pandas"].append(elapsed)
        for threads in (1, 2):
            elapsed, found = seconds_of_needletail(program, path, threads)
            assert found == rows, (found, rows)
            times[threads].append(elapsed)
    pandas_best = min(times["pandas"])
    print(f"{rows} lines, {size / 1e6:.0f} MB, best of 3 in turn; pandas {pandas.__version__}")
    print(f"pandas.read_csv        {pandas_best:.3f} s")
    for threads in (1, 2):
        best = min(times[threads])
        print(f"Needletail, {threads} thread{'s' if threads > 1 else ' '}  {best:.3f} s   {pandas_best / best:.1f} times as fast")


main()
