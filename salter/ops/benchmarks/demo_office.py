"""The demo office as people start it: the real `make demo` in a folder of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from salter.ops.config import CHECKOUT
from salter.ops.database import Cluster
from salter.ops.walk_office import OfficeFailed, environment, free_port

PATIENCE = 900  # seconds; a busy machine is measured, too
POLL = 0.05


@dataclass(frozen=True, slots=True)
class Started:
    """A running demo office: its address, its outermost process, and how long the first page took."""

    url: str
    pid: int
    seconds: float


@contextmanager
def demo_office(home: Path) -> Iterator[Started]:
    """`make demo` until its first page answers; stopped as Ctrl-C does. Raises OfficeFailed."""
    port, began = free_port(), time.monotonic()
    url, log = f"http://127.0.0.1:{port}/", home / "demo.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            ["make", "--no-print-directory", "-C", str(CHECKOUT), "demo", f"PORT={port}"],
            env=environment(os.environ, home),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        while not _answers(url):
            if process.poll() is not None or time.monotonic() - began > PATIENCE:
                raise OfficeFailed(f"The demo office did not open:\n{log.read_text('utf-8', 'replace')[-2000:]}")
            time.sleep(POLL)
        yield Started(url, process.pid, time.monotonic() - began)
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait()


@contextmanager
def demo_home(parent: Path) -> Iterator[Path]:
    """A folder for the demo office; its database is gone afterwards."""
    home = parent / "demo"
    home.mkdir(mode=0o711)
    try:
        yield home
    finally:
        Cluster(home).destroy()


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=30) as answer:
            return bool(answer.status == 200 and answer.read())
    except OSError:
        return False
