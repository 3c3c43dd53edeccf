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
    """Writes events with values of 1 to items of its own until the connection breaks."""

    def __init__(self, port, number, serial, unsure):
        super().__init__()
        self.port, self.number, self.serial = port, number, serial
        self.unsure, self.acknowledged = unsure, 0

    def run(self):
        try:
            client = Client(self.port, timeout=5)
            while True:
                if self.unsure is None:
                    self.unsure = [
                        {"user": f"crash-{self.number}", "item": f"item-{self.serial + place}", "kind": "view",
                         "id": f"{self.number}-{self.serial + place}"}
                        for place in range(random.randrange(1, 5))]
                client.write(self.unsure)
                self.acknowledged += len(self.unsure)
                self.serial += len(self.unsure)
                self.unsure = None
        except Exception:
            pass  # The server was killed: that is the point.


def stored(port, user):
    """How often each item of a user is counted."""
    client, counts, cursor = Client(port), {}, ""
    while True:
        status, answer = client.request("GET", f"/v1/feedback?user={user}&n=1000" + (f"&cursor={cursor}" if cursor else ""))
        if status != 200:
            raise RuntimeError(f"{status} {answer}")
        for record in answer["feedback"]:
            counts[record["item"]] = record["value"]
        cursor = answer.get("next")
        if not cursor:
            return counts


def main(tool, folder, total=200):
    data = os.path.join(folder, "crash")
    shutil.rmtree(data, ignore_errors=True)
    serials, unsure, acknowledged, slowest = [0] * CLIENTS, [None] * CLIENTS, 0, 0
    for turn in range(total + 1):
        server = Server(tool, data, ["--empty"], log=os.path.join(folder, "log"))
        try:
            slowest = max(slowest, server.wait_until_ready())
            for number in range(CLIENTS):
                counts = stored(server.port, f"crash-{number}")
                for serial in range(serials[number]):
                    assert counts.get(f"item-{serial}") == 1, \
                        f"round {turn}: event {number}-{serial} is there {counts.get(f'item-{serial}', 0)} times"
                sent = serials[number] + len(unsure[number] or [])
                assert len(counts) <= sent, f"round {turn}: {len(counts)} events of {sent}"
            if turn == total:
                break
            writers = [Writer(server.port, number, serials[number], unsure[number]) for number in range(CLIENTS)]
            for writer in writers:
                writer.start()
            time.sleep(random.uniform(0.01, 0.4))
        finally:
            server.kill()
        for number, writer in enumerate(writers):
            writer.join()
            serials[number], unsure[number] = writer.serial, writer.unsure
            acknowledged += writer.acknowledged
    print(f"{total} kills: {acknowledged} acknowledged events, all there once; slowest start {slowest:.2f} s")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:4]))
