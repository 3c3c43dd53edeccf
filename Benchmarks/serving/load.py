"""Reads and writes against a server of 100,000 items, d=64 and 200,000 users: load.py TOOL FOLDER

wrk runs in other processes on the same processors. First 1,000 reads/s with 200 writes/s, then as many reads as the
server answers. Exposures are logged. Prints latencies, errors and the server's resident memory.
"""

import os
import subprocess
import sys
import time

from prepare import prepare
from server import Server

HERE = os.path.dirname(os.path.abspath(__file__))
USERS, ITEMS, EVENTS = 200_000, 100_000, 20


def wrk(script, port, connections, seconds, pace):
    return subprocess.Popen(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "--latency",
         "-s", os.path.join(HERE, script), f"http://127.0.0.1:{port}"],
        env={**os.environ, "USERS": str(USERS), "ITEMS": str(ITEMS), "PACE": str(pace)},
        stdout=subprocess.PIPE, text=True)


def result(process):
    output = process.communicate()[0]
    for line in output.splitlines():
        if line.startswith("RESULT"):
            return line[7:]
    raise RuntimeError(output)


def main(tool, folder, seconds=30):
    data = prepare(tool, folder, USERS, ITEMS, EVENTS)
    server = Server(tool, data, log=os.path.join(folder, "log"))
    try:
        print(f"ready after {server.wait_until_ready(120):.2f} s, {server.resident_bytes() / 1e6:.0f} MB resident")
        result(wrk("reads.lua", server.port, 16, 3, 0))
        reads = wrk("reads.lua", server.port, 64, seconds, 63)
        writes = wrk("writes.lua", server.port, 16, seconds, 79)
        print("paced:", result(reads))
        print("      ", result(writes))
        for connections in (32, 64, 128):
            print(f"saturated, {connections} connections:",
                  result(wrk("reads.lua", server.port, connections, 15, 0)))
        reads = wrk("reads.lua", server.port, 64, 15, 0)
        writes = wrk("writes.lua", server.port, 16, 15, 79)
        print("saturated, with writes:", result(reads))
        print("                       ", result(writes))
        time.sleep(1)
        print(f"resident {server.resident_bytes() / 1e6:.0f} MB")
    finally:
        server.stop()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
