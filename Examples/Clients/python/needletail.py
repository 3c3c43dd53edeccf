"""A client of a Needletail server, on Python's standard library alone.

    client = Needletail("http://127.0.0.1:8080", key=None)
    told = client.tell({"user": "ann", "item": "heat", "kind": "view"})
    for entry in client.recommend("ann", count=5):
        print(entry["id"], entry["score"])

Run as a program it shows a round trip: python3 needletail.py [ADDRESS]; a key is read from NEEDLETAIL_KEY.
"""

import json
import os
import random
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid


class NeedletailError(Exception):
    """Why the server refused: `status`, a word (`code`), the part of the request at fault, and a sentence."""

    def __init__(self, status, code, part, message):
        super().__init__(f"{status} {code}: {part + ': ' if part else ''}{message}")
        self.status, self.code, self.part, self.message = status, code, part, message


class Needletail:
    """A server at an address.

    What the server cannot do now (too many requests, a restart, a lost connection) is asked again, after as long as
    it says. That is safe: every event carries an id of its own, so an event that arrives twice counts once.
    """

    def __init__(self, address="http://127.0.0.1:8080", key=None, timeout=10.0, attempts=5):
        self.address, self.key, self.timeout, self.attempts = address.rstrip("/"), key, timeout, attempts

    # What happens

    def tell(self, *events):
        """Tells events: {"user", "item", "kind"} and, if known, "value", "time" (milliseconds), "completion" (0...1),
        "dwell" (seconds), "labels", "comment". Events without an "id" get one.

        Returns a result for each: its status ("stored", "duplicate" or "refused") and its sequence. The next list
        that is asked for reflects all that was stored.
        """
        named = [event if "id" in event else {**event, "id": str(uuid.uuid4())} for event in events]
        return self._ask("POST", "/v1/events", body=named)["results"]

    def put_user(self, user, labels=None, comment=""):
        """Sets a user."""
        self._ask("PUT", f"/v1/users/{_part(user)}", body={"labels": labels, "comment": comment})

    def put_item(self, item, categories=(), time=None, labels=None, comment="", hidden=False):
        """Sets an item; `time` is when it appeared, in milliseconds."""
        body = {"categories": list(categories), "labels": labels, "comment": comment, "hidden": hidden}
        if time is not None:
            body["time"] = time
        self._ask("PUT", f"/v1/items/{_part(item)}", body=body)

    def erase_user(self, user):
        """Erases a person and all they did. False when nobody of this id was known."""
        return self._delete(f"/v1/users/{_part(user)}")

    def remove_item(self, item):
        """Takes an item and all events with it away. False when there was none of this id."""
        return self._delete(f"/v1/items/{_part(item)}")

    # What is recommended

    def recommend(self, user=None, count=10, history=(), **rest):
        """A list for a user, or for a stranger with a history ([{"item", "kind", …}]), best first.

        `rest` is any other part of the request: filter, excluded, pins, boosts, variety, explain, …
        """
        body = {"count": count, "history": list(history), **rest}
        if user is not None:
            body["user"] = user
        return self._ask("POST", "/v1/recommendations", body=body)["items"]

    def similar(self, item, count=10):
        """The items most like an item."""
        return self._ask("GET", f"/v1/items/{_part(item)}/similar", {"n": count})["items"]

    def trending(self, count=10):
        """What is consumed most at present."""
        return self._ask("GET", "/v1/trending", {"n": count})["items"]

    def latest(self, count=10):
        """The newest items; scores are Unix seconds."""
        return self._ask("GET", "/v1/latest", {"n": count})["items"]

    def status(self):
        """What is being served."""
        return self._ask("GET", "/v1/status")

    # Asking

    def _delete(self, path):
        try:
            self._ask("DELETE", path)
            return True
        except NeedletailError as error:
            if error.status == 404:
                return False
            raise

    def _ask(self, method, path, query=None, body=None):
        address = self.address + path + ("?" + urllib.parse.urlencode(query) if query else "")
        headers = {"Accept": "application/json"}
        data = None
        if body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        if self.key:
            headers["X-API-Key"] = self.key
        for attempt in range(self.attempts):
            request = urllib.request.Request(address, data=data, headers=headers, method=method)
            is_last = attempt == self.attempts - 1
            try:
                with urllib.request.urlopen(request, timeout=self.timeout) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                with error:
                    if is_last or error.code not in (408, 429, 502, 503, 504):
                        raise _refusal(error) from None
                    wait = _seconds(error.headers.get("Retry-After"))
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                if is_last:
                    raise
                wait = None
            if wait is None:
                wait = min(5.0, 0.1 * 2**attempt)
            time.sleep(wait * random.uniform(1, 1.25))
        raise AssertionError("an attempt returns or raises")


def _part(text):
    """An id as a part of a path."""
    return urllib.parse.quote(text, safe="")


def _seconds(text):
    """How long to wait, as the server says it; None when it does not say, at most a minute."""
    try:
        return min(60.0, max(0.0, float(text)))
    except (TypeError, ValueError):
        return None


def _refusal(error):
    try:
        fault = json.load(error)["error"]
        return NeedletailError(error.code, fault["code"], fault["part"], fault["message"])
    except (ValueError, KeyError, TypeError):
        return NeedletailError(error.code, "unknown", "", error.reason)


def round_trip(client):
    """Items, events, a list, and the same event twice; raises when an answer is not what it should be."""

    def check(truth, what):
        if not truth:
            raise SystemExit(f"round trip: {what}")

    run = uuid.uuid4().hex[:8]
    items = [f"{run}-{name}" for name in ("heat", "ronin", "alien")]
    for item in items:
        client.put_item(item, categories=[run], comment=item)
    other, viewer = f"{run}-bob", f"{run}-ann"
    told = client.tell(*({"user": other, "item": item, "kind": "view"} for item in items))
    check([result["status"] for result in told] == ["stored"] * 3, f"events were not stored: {told}")
    before = [entry["id"] for entry in client.recommend(viewer, count=3, candidates=items)]
    check(sorted(before) == sorted(items), f"expected {items} in some order, found {before}")
    print(f"for {viewer}: {', '.join(before)}")
    event = {"user": viewer, "item": before[0], "kind": "view", "id": str(uuid.uuid4())}
    first = client.tell(event)[0]
    again = client.tell(event)[0]
    check(again == {"status": "duplicate", "sequence": first["sequence"]}, f"sent twice, counted as {again}")
    after = [entry["id"] for entry in client.recommend(viewer, count=3, candidates=items)]
    check(before[0] not in after and len(after) == 2, f"{before[0]} was viewed, and the list is {after}")
    print(f"after a view of {before[0]}: {', '.join(after)}")
    stranger = [e["id"] for e in client.recommend(count=3, history=[{"item": items[0]}], candidates=items)]
    check(items[0] not in stranger, f"a stranger had {items[0]}, and gets {stranger}")
    check(client.erase_user(viewer) and not client.erase_user(viewer), "a user can be erased once")
    client.erase_user(other)
    for item in items:
        check(client.remove_item(item), f"{item} was not there to be removed")
    try:
        client.tell({"user": "", "item": "x", "kind": "view"})
        check(False, "an event without a user was taken")
    except NeedletailError as error:
        print(f"refused as it should be: {error}")
    print(f"the server is at sequence {client.status()['sequence']}")


if __name__ == "__main__":
    round_trip(Needletail(*sys.argv[1:2], key=os.environ.get("NEEDLETAIL_KEY")))
