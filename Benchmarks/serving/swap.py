"""Models change under load: swap.py TOOL FOLDER [SWAPS]

Two versions answer in turn while readers ask for lists. Nobody writes, so each version has one answer for each user:
every answer must be that of the version it names, and no request may fail.
"""

import os
import subprocess
import sys
import threading

from prepare import prepare
from server import Client, Server

USERS, ITEMS = 5_000, 5_000


def expected(client, users):
    return {user: [entry["id"] for entry in client.recommend(user)["items"]] for user in users}


def read(port, lists, stop, failures, answered):
    client = Client(port)
    while not stop.is_set():
        for user in next(iter(lists.values())):
            try:
                answer = client.recommend(user)
            except Exception as error:
                failures.append(str(error))
                client = Client(port)
                continue
            answered.append(answer["model"])
            if [entry["id"] for entry in answer["items"]] != lists[answer["model"]][user]:
                failures.append(f"{user}: not the answer of {answer['model']}")


def main(tool, folder, swaps=1000):
    data = prepare(tool, folder, USERS, ITEMS, 20, model="ials(dimension=32,epochs=2)")
    other = os.path.join(folder, "other")
    if not os.path.exists(other):
        subprocess.run([tool, "train", os.path.join(folder, "population.csv"), "--model", "itemknn(neighbours=50)",
                        "--out", other], check=True)
    server = Server(tool, data, ["--model", other], log=os.path.join(folder, "log"))
    try:
        server.wait_until_ready()
        client = Client(server.port)
        _, models = client.request("GET", "/v1/models")
        versions = [entry["version"] for entry in models["models"]][:2]
        users = [f"u{number}" for number in range(50)]
        lists = {}
        for version in versions:
            client.request("POST", "/v1/models/deploy", {"version": version})
            lists[version] = expected(client, users)
        stop, failures, answered = threading.Event(), [], []
        readers = [threading.Thread(target=read, args=(server.port, lists, stop, failures, answered)) for _ in range(4)]
        for reader in readers:
            reader.start()
        for turn in range(swaps):
            status, answer = client.request("POST", "/v1/models/deploy", {"version": versions[turn % 2]})
            if status != 200:
                failures.append(f"swap {turn}: {status} {answer}")
        stop.set()
        for reader in readers:
            reader.join()
        shares = ", ".join(f"{answered.count(version)} from {version}" for version in versions)
        print(f"{swaps} swaps, {len(answered)} answers ({shares}), {len(failures)} failures")
        for failure in failures[:5]:
            print(failure)
        return 1 if failures else 0
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:4])))
