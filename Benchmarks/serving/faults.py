"""What goes wrong around a server: faults.py TOOL FOLDER

Each fault must be told clearly, and the server must go on. A small file system of its own, for a full disk and a
read-only directory, needs the rights to mount one; without them these two are left out, saying so.
"""

import glob
import os
import resource
import shutil
import socket
import subprocess
import sys
import time

from prepare import prepare
from server import Client, Server

USERS, ITEMS = 2_000, 2_000
EVENT = {"user": "fault", "item": "i1", "kind": "view"}


class Trial:
    def __init__(self, tool, folder):
        self.tool, self.folder = tool, folder
        self.data = prepare(tool, os.path.join(folder, "faults"), USERS, ITEMS, 10, model="ials(dimension=16,epochs=2)")
        self.failed = 0

    def say(self, name, holds, told):
        self.failed += not holds
        print(f"{'ok ' if holds else 'BAD'} {name}: {' '.join(str(told).split())[:200]}")

    def copy(self, name):
        target = os.path.join(self.folder, name)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.data, target)
        return target

    def serve(self, data, log, arguments=()):
        path = os.path.join(self.folder, log)
        if os.path.exists(path):
            os.remove(path)
        return Server(self.tool, data, arguments, log=path)

    def log(self, name):
        with open(os.path.join(self.folder, name), errors="replace") as file:
            return file.read()


def alive(server):
    status, answer = Client(server.port).request("GET", "/v1/users/u1/recommendations")
    return status == 200 and len(answer["items"]) > 0


def mounted(trial, megabytes):
    """A small file system with a copy of the data, or nothing when it may not be made."""
    place = os.path.join(trial.folder, "small")
    os.makedirs(place, exist_ok=True)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", place], stderr=subprocess.DEVNULL).returncode:
        return None
    return place


def full_disk(trial):
    place = mounted(trial, 40)
    if not place:
        return print("left out: a full disk and a read-only directory (no right to mount)")
    try:
        data = os.path.join(place, "server")
        shutil.copytree(trial.data, data)
        server = trial.serve(data, "full.log")
        try:
            server.wait_until_ready()
            ballast = os.path.join(place, "ballast")
            with open(ballast, "wb") as file:
                try:
                    while True:
                        file.write(b"x" * 65536)
                        file.flush()
                except OSError:
                    pass
            client = Client(server.port)
            events = [{**EVENT, "comment": "x" * 500, "item": f"i{number}"} for number in range(500)]
            answers = [client.request("POST", "/v1/events", events) for _ in range(20)]
            told = [answer for status, answer in answers if status == 503]
            reading = alive(server)
            os.remove(ballast)
            time.sleep(0.2)
            status, _ = client.request("POST", "/v1/events", EVENT)
            trial.say("full disk", told and reading and status == 200, told[0] if told else answers[-1])
        finally:
            server.stop()
        server = trial.serve(data, "readonly.log")
        try:
            server.wait_until_ready()
        finally:
            server.stop()
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        server = trial.serve(data, "readonly.log")
        code = server.process.wait(30)
        trial.say("read-only directory", code in (65, 69, 70, 73, 74) and "read-only" in trial.log("readonly.log").lower(), trial.log("readonly.log"))
    finally:
        subprocess.run(["umount", place])


def damage(path, offset, length=64):
    with open(path, "r+b") as file:
        file.seek(offset)
        file.write(os.urandom(length))


def corrupt_model(trial):
    data = trial.copy("corrupt-model")
    tensors = max(glob.glob(os.path.join(data, "models", "*", "*.safetensors")), key=os.path.getsize)
    damage(tensors, os.path.getsize(tensors) // 2)
    server = trial.serve(data, "corrupt-model.log")
    try:
        server.wait_until_ready()
        text = trial.log("corrupt-model.log")
        trial.say("corrupt model file", alive(server) and "checksum" in text, text)
    finally:
        server.stop()


def damaged_page(trial):
    data = trial.copy("damaged-page")
    database = os.path.join(data, "needletail.sqlite")
    for page in range(2, os.path.getsize(database) // 4096, 7):
        damage(database, page * 4096, 200)
    server = trial.serve(data, "damaged-page.log")
    try:
        try:
            server.wait_until_ready(20)
        except RuntimeError:
            pass
        text = trial.log("damaged-page.log")
        trial.say("damaged database page", "damaged" in text or "malformed" in text, text)
    finally:
        if server.process.poll() is None:
            server.stop()


def raw(server, data, seconds=5):
    with socket.create_connection(("127.0.0.1", server.port), timeout=seconds) as connection:
        connection.sendall(data)
        try:
            return connection.recv(65536).decode(errors="replace")
        except OSError as error:
            return f"no answer: {error}"


def post(body, path="/v1/events"):
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def bodies(trial, server):
    cases = {
        "malformed body": (post(b'[{"user":'), "400"),
        "invalid UTF-8 in a body": (post(b'{"user":"\xff\xfe","item":"i","kind":"view"}'), "400"),
        "deep JSON": (post(b"[" * 100_000 + b"]" * 100_000), "400"),
        "a number out of range": (post(b'{"user":"u","item":"i","kind":"view","value":1e999}'), "400"),
        "invalid UTF-8 in a path": (b"GET /v1/users/%ff%fe HTTP/1.1\r\nHost: localhost\r\n\r\n", "400"),
        "oversized body": (b"POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                           b"Content-Length: 10000000000\r\n\r\n{", "413"),
        "oversized headers": (b"GET /v1/status HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"x" * 200_000 + b"\r\n\r\n", "4"),
        "no HTTP at all": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "400"),
    }
    for name, (data, status) in cases.items():
        answer = raw(server, data)
        line = answer.split("\r\n")[0]
        trial.say(name, f" {status}" in line or (name == "oversized headers" and "no answer" in line), answer)


def slow_client(trial, server):
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    connection.sendall(b"POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")
    start, closed = time.monotonic(), False
    try:
        while time.monotonic() - start < 55 and not closed:
            time.sleep(1)
            connection.settimeout(0.01)
            try:
                closed = connection.recv(4096) == b"" or True
            except TimeoutError:
                connection.sendall(b" ")
    except OSError:
        closed = True
    trial.say("slow client", closed and alive(server), f"let go after {time.monotonic() - start:.0f} s")


def idle_connections(trial, server):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    open_, refused = [], 0
    for _ in range(10_000):
        try:
            open_.append(socket.create_connection(("127.0.0.1", server.port), timeout=5))
        except OSError:
            refused += 1
    start = time.monotonic()
    answers = alive(server)
    trial.say("10,000 idle connections", answers,
              f"{len(open_)} open, {refused} refused; a list took {time.monotonic() - start:.3f} s, "
              f"{server.resident_bytes() / 1e6:.0f} MB resident")
    for connection in open_:
        connection.close()


def main(tool, folder):
    trial = Trial(tool, folder)
    full_disk(trial)
    corrupt_model(trial)
    damaged_page(trial)
    server = trial.serve(trial.data, "faults.log")
    try:
        server.wait_until_ready()
        bodies(trial, server)
        idle_connections(trial, server)
        slow_client(trial, server)
        trial.say("service continues", alive(server), "a list at the end")
    finally:
        server.stop()
    return 1 if trial.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
