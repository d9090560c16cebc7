"""The clients of a load, in a process of their own: so many connections, each sending the next request at once.

The requests are made before the clock starts; the process does nothing but send them and read answers, and what it
costs is not counted. A closed loop: latencies say what so many patient clients see, not what a storm would.
"""

from __future__ import annotations

import json
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

PATIENCE = 60
SAMPLE = 2000  # bytes of a refusal that are kept to be shown


class LoadFailed(Exception):
    """The clients could not play the load, or were refused; the text shows the first refusal."""


@dataclass(frozen=True)
class Outcome:
    """What the clients saw."""

    seconds: float
    statuses: dict[str, int] = field(default_factory=dict)
    latencies_ms: list[float] = field(default_factory=list)
    refusal: str = ""

    @property
    def per_second(self) -> float:
        """Answers a second, of all clients."""
        return len(self.latencies_ms) / self.seconds

    def percentile(self, part: float) -> float:
        """The latency in ms that this part of the requests did not exceed."""
        ordered = sorted(self.latencies_ms)
        return ordered[min(int(len(ordered) * part), len(ordered) - 1)]


def request(
    method: str, url: str, *, headers: Mapping[str, str], body: bytes = b"", media_type: str = "application/json"
) -> bytes:
    """One HTTP request as it goes over the wire."""
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    given = {"Host": parts.netloc, **headers}
    if body:
        given |= {"Content-Type": media_type, "Content-Length": str(len(body))}
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def drive(url: str, requests: Sequence[bytes], *, clients: int = 8, expect: int = 200) -> Outcome:
    """Send the requests to the server of `url` over `clients` connections.

    Raises LoadFailed when an answer has another status than `expect`.
    """
    parts = urlsplit(url)
    with tempfile.NamedTemporaryFile(prefix="salter-load-") as file:
        for one in requests:
            file.write(len(one).to_bytes(4, "big") + one)
        file.flush()
        command = [sys.executable, "-m", __name__, file.name, parts.hostname or "", str(parts.port), str(clients)]
        done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise LoadFailed(done.stderr.decode(errors="replace")[-SAMPLE:])
    outcome = Outcome(**json.loads(done.stdout))
    if outcome.statuses != {str(expect): len(requests)}:
        raise LoadFailed(f"expected {expect} only, got {outcome.statuses}: {outcome.refusal}")
    return outcome


class _Client:
    """One connection and the answer that is coming in on it."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address, PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = b""
        self._sent_at = 0.0

    def send(self, request: bytes) -> None:
        """Send a request; its answer is waited for."""
        self._received, self._sent_at = b"", time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> tuple[str, float, bytes] | None:
        """Status, milliseconds and content of the answer once it is whole."""
        chunk = self.socket.recv(1 << 16)
        if not chunk:
            raise ConnectionError("the server closed the connection")
        self._received += chunk
        head, found, content = self._received.partition(b"\r\n\r\n")
        if not found or len(content) < _length(head):
            return None
        return head.split(b" ", 2)[1].decode(), (time.perf_counter() - self._sent_at) * 1000, content


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _colon, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ConnectionError("an answer without its length")


def _read(path: Path) -> Iterator[bytes]:
    data, place = path.read_bytes(), 0
    while place < len(data):
        end = place + 4 + int.from_bytes(data[place : place + 4], "big")
        yield data[place + 4 : end]
        place = end


def play(path: Path, address: tuple[str, int], clients: int) -> Outcome:
    """Send all requests of the file and gather the answers, in this process."""
    waiting = iter([*_read(path)])
    statuses: Counter[str] = Counter()
    latencies: list[float] = []
    refusal = ""
    with selectors.DefaultSelector() as selector:
        started = time.perf_counter()
        for request in [one for _client, one in zip(range(clients), waiting, strict=False)]:
            client = _Client(address)
            selector.register(client.socket, selectors.EVENT_READ, client)
            client.send(request)
        while selector.get_map():
            for key, _events in _ready(selector):
                answer = key.data.receive()
                if answer is None:
                    continue
                status, ms, content = answer
                statuses[status] += 1
                latencies.append(ms)
                if not status.startswith("2"):
                    refusal = refusal or content[:SAMPLE].decode(errors="replace")
                following = next(waiting, None)
                if following is None:
                    selector.unregister(key.fileobj)
                    key.data.socket.close()
                else:
                    key.data.send(following)
    return Outcome(time.perf_counter() - started, dict(statuses), latencies, refusal)


def _ready(selector: selectors.BaseSelector) -> list[tuple[selectors.SelectorKey, int]]:
    events = selector.select(PATIENCE)
    if not events:
        raise ConnectionError(f"no answer for {PATIENCE} seconds")
    return events


if __name__ == "__main__":
    file, host, port, number = sys.argv[1:]
    sys.stdout.write(json.dumps(vars(play(Path(file), (host, int(port)), int(number)))))
