"""Acknowledged events are in the next answer: freshness.py TOOL FOLDER [ROUNDS]

Several clients at once, each: write an event, wait for its acknowledgement, ask for a list. The answer must carry at
least the sequence of the event and may not hold the item any more. Then single events at 500 commits/s: how long an
acknowledgement takes.
"""

import os
import random
import sys
import threading
import time

from prepare import prepare
from server import Client, Server, percentile

USERS, ITEMS = 5_000, 5_000


def rounds(port, number, count, failures):
    client, draw = Client(port), random.Random(number)
    for _ in range(count):
        user = f"u{draw.randrange(USERS)}"
        held = client.recommend(user)["items"]
        item = held[0]["id"] if held else f"i{draw.randrange(ITEMS)}"
        written = client.write([{"user": user, "item": item, "kind": "view"}])
        answer = client.recommend(user)
        if answer["sequence"] < written["sequence"] or any(entry["id"] == item for entry in answer["items"]):
            failures.append((user, item, written, answer))


def acknowledgements(port, seconds, rate):
    """Single events at a fixed rate over several connections, timed from when each was due."""
    latencies, lock = [], threading.Lock()
    connections = 8

    def run(number):
        client, draw = Client(port), random.Random(1000 + number)
        client.write([{"user": "u0", "item": "i0", "kind": "view"}])
        begin = time.perf_counter() + 0.05
        own = []
        for turn in range(int(seconds * rate / connections)):
            due = begin + (turn * connections + number) / rate
            time.sleep(max(0, due - time.perf_counter()))
            start = time.perf_counter()
            client.write([{"user": f"u{draw.randrange(USERS)}", "item": f"i{draw.randrange(ITEMS)}", "kind": "view"}])
            own.append(time.perf_counter() - start)
        with lock:
            latencies.extend(own)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(connections)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return latencies, time.perf_counter() - start


def main(tool, folder, total=100_000):
    data = prepare(tool, folder, USERS, ITEMS, 20, model="ials(dimension=32,epochs=2)")
    server = Server(tool, data, log=os.path.join(folder, "log"))
    try:
        server.wait_until_ready()
        failures, clients = [], 4
        threads = [
            threading.Thread(target=rounds, args=(server.port, number, total // clients, failures))
            for number in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(f"fresh: {total - len(failures)} of {total}")
        for failure in failures[:3]:
            print(failure)
        latencies, seconds = acknowledgements(server.port, 20, 500)
        print(f"acknowledgements: {len(latencies) / seconds:.0f} commits/s, "
              f"p50 {percentile(latencies, .5) * 1e3:.2f} ms, p99 {percentile(latencies, .99) * 1e3:.2f} ms, "
              f"max {max(latencies) * 1e3:.2f} ms")
        return 1 if failures else 0
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:4])))
