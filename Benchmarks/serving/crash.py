"""kill -9 under load: crash.py TOOL FOLDER [ROUNDS]

Each round starts the server, checks that every event acknowledged in earlier rounds is there once, writes from several
clients, and kills the server at a random moment. Events carry ids; those whose fate is unknown are sent again later
and must not double.
"""

import os
import random
import shutil
import sys
import threading
import time

from server import Client, Server

CLIENTS = 4


class Writer(threading.Thread):
    """Writes events of a user of its own until the connection breaks; what an earlier writer was unsure of goes first."""

    def __init__(self, port, user, unsure):
        super().__init__()
        self.port, self.user = port, user
        self.unsure, self.acknowledged = unsure, []

    def run(self):
        serial = 0
        try:
            client = Client(self.port, timeout=5)
            while True:
                if not self.unsure:
                    self.unsure = [
                        {"user": self.user, "item": f"item-{serial + place}", "kind": "view",
                         "id": f"{self.user}-{serial + place}"}
                        for place in range(random.randrange(1, 5))]
                    serial += len(self.unsure)
                client.write(self.unsure)
                self.acknowledged += self.unsure
                self.unsure = []
        except Exception:
            pass  # The server was killed: that is the point.


def stored(port, user):
    """How often each item of a user is counted."""
    client, counts, cursor = Client(port), {}, ""
    while True:
        status, answer = client.request(
            "GET", f"/v1/feedback?user={user}&n=1000" + (f"&cursor={cursor}" if cursor else ""))
        if status != 200:
            raise RuntimeError(f"{status} {answer}")
        for record in answer["feedback"]:
            counts[record["item"]] = record["value"]
        cursor = answer.get("next")
        if not cursor:
            return counts


def check(port, users, acknowledged):
    """Every acknowledged event of some users is there once, and nothing is there twice."""
    for user in users:
        counts = stored(port, user)
        for item in acknowledged.get(user, ()):
            assert counts.get(item) == 1, f"{user}, {item}: acknowledged, and there {counts.get(item, 0)} times"
        for item, count in counts.items():
            assert count == 1, f"{user}, {item}: there {count} times"


def main(tool, folder, total=200):
    data = os.path.join(folder, "crash")
    shutil.rmtree(data, ignore_errors=True)
    unsure, acknowledged, users, slowest = [[] for _ in range(CLIENTS)], {}, [], 0
    for turn in range(total + 1):
        server = Server(tool, data, ["--empty"], log=os.path.join(folder, "log"))
        try:
            slowest = max(slowest, server.wait_until_ready())
            check(server.port, users if turn == total else users[-2 * CLIENTS:], acknowledged)
            if turn == total:
                break
            names = [f"crash-{turn}-{number}" for number in range(CLIENTS)]
            users += names
            writers = [Writer(server.port, name, unsure[number]) for number, name in enumerate(names)]
            for writer in writers:
                writer.start()
            time.sleep(random.uniform(0.01, 0.4))
        finally:
            server.kill()
        for number, writer in enumerate(writers):
            writer.join()
            unsure[number] = writer.unsure
            for event in writer.acknowledged:
                acknowledged.setdefault(event["user"], set()).add(event["item"])
    count = sum(len(items) for items in acknowledged.values())
    print(f"{total} kills: {count} acknowledged events, all there once; slowest start {slowest:.2f} s")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:4]))
