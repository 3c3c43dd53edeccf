"""Makes what the server's benchmarks serve: prepare.py TOOL FOLDER USERS ITEMS EVENTS_PER_USER

A population as csv, a model trained on it, and a server's data directory filled with both. What is there already is
kept.
"""

import os
import subprocess
import sys

import population
from server import Server


def prepare(tool, folder, users, items, events, model="ials(dimension=64,epochs=3)"):
    os.makedirs(folder, exist_ok=True)
    csv, trained, data = (os.path.join(folder, name) for name in ("population.csv", "model", "server"))
    if not os.path.exists(csv):
        population.main(csv, users, items, events)
    if not os.path.exists(trained):
        subprocess.run([tool, "train", csv, "--model", model, "--out", trained], check=True)
    if not os.path.exists(data):
        server = Server(tool, data, ["--data", csv, "--model", trained], log=os.path.join(folder, "log"))
        server.wait_until_ready(600)
        server.stop(60)
    return data


if __name__ == "__main__":
    prepare(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6]))
