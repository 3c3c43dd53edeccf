"""Starts the server under test and talks to it over loopback; the standard library alone."""

import http.client
import json
import os
import signal
import socket
import subprocess
import time


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A `needletail serve` of our own, ended by its own process id."""

    def __init__(self, tool, directory, arguments=(), environment=None, log=None):
        self.port = free_port()
        self.log = open(log, "ab") if log else subprocess.DEVNULL
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [tool, "serve", "--store", directory, "--port", str(self.port), *arguments],
            stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})})

    def wait_until_ready(self, seconds=120):
        """Waits for readiness; returns the seconds since the process was started."""
        while time.monotonic() - self.started < seconds:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode} before it was ready")
            try:
                status, _ = Client(self.port).request("GET", "/health/ready")
                if status == 200:
                    return time.monotonic() - self.started
            except OSError:
                pass
            time.sleep(0.005)
        raise RuntimeError(f"not ready within {seconds} s")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, seconds=30):
        """Asks the server to drain; returns its exit status."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def resident_bytes(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) * 1024
        return 0


class Client:
    """One connection that is kept open."""

    def __init__(self, port, key=None, timeout=30):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.headers = {"Content-Type": "application/json"}
        if key:
            self.headers["X-API-Key"] = key

    def request(self, method, path, body=None):
        """The status and the decoded answer (text when it is no JSON)."""
        payload = json.dumps(body).encode() if body is not None else None
        self.connection.request(method, path, payload, self.headers)
        answer = self.connection.getresponse()
        data = answer.read()
        try:
            return answer.status, json.loads(data)
        except ValueError:
            return answer.status, data.decode(errors="replace")

    def write(self, events):
        """Sends events; the answer says what became of each."""
        status, answer = self.request("POST", "/v1/events", events)
        if status != 200:
            raise RuntimeError(f"writing: {status} {answer}")
        return answer

    def recommend(self, user, count=10):
        status, answer = self.request("GET", f"/v1/users/{user}/recommendations?n={count}")
        if status != 200:
            raise RuntimeError(f"reading: {status} {answer}")
        return answer


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
