"""A throw-away office for `salter walk`: own folder, database, port; found, served, and gone without a trace.

It runs as a process of its own (`python -m salter.ops.walk_office PORT`), by the same code as every other office.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from salter.ops.database import Cluster
from salter.ops.supervisor import answers

START_SECONDS = 180
STOP_SECONDS = 60
FOREIGN = ("DATABASE_URL", "SALTER_")
"""Settings of this process that the throw-away office must not inherit."""


class OfficeFailed(Exception):
    """The throw-away office did not open; the message ends with what it said last."""


@dataclass(frozen=True, slots=True)
class Office:
    """Where it answers, and where its files are."""

    url: str
    home: Path


@contextmanager
def throw_away_office(
    say: Callable[[str], None], *, home: Path | None = None, more: Mapping[str, str] | None = None
) -> Iterator[Office]:
    """A running office with people and no case, gone afterwards; it also ends when this process is killed.

    In: a prepared folder for it instead of a fresh one; more environment for its processes.
    Raises OfficeFailed when it does not open within three minutes.
    """
    if home is None:
        home = Path(tempfile.mkdtemp(prefix="salter-walk-"))
        home.chmod(0o711)  # the database user must get through
    port = free_port()
    process = None
    try:
        with (home / "office.log").open("wb") as log:
            command = [sys.executable, "-m", "salter.ops.walk_office", str(port)]
            process = subprocess.Popen(
                command,
                env=environment(os.environ, home) | dict(more or {}),
                stdout=log,
                stderr=log,
                stdin=subprocess.PIPE,
            )
        url = f"http://127.0.0.1:{port}"
        say(f"  opening a throw-away office at {url}")
        wait_until_open(process, url, home / "office.log")
        yield Office(url, home)
    finally:
        if process is not None:
            end(process)
        Cluster(home).destroy()
        shutil.rmtree(home, ignore_errors=True)


def environment(given: Mapping[str, str], home: Path) -> dict[str, str]:
    """The environment without settings of another installation, with the folder of this one."""
    kept = {name: value for name, value in given.items() if not name.startswith(FOREIGN)}
    wanted = {
        "SALTER_HOME": str(home),
        "SALTER_MODE": "demo",
        "SALTER_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "salter.ops.settings",
    }
    return kept | wanted


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_open(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Wait until the installation is ready. Raises OfficeFailed, with the end of its log."""
    deadline = time.monotonic() + START_SECONDS
    while not answers(f"{url}/health/ready"):
        if process.poll() is not None or time.monotonic() > deadline:
            said = log.read_text("utf-8", errors="replace")[-2000:]
            raise OfficeFailed(f"The throw-away office did not open. It said last:\n{said}")
        time.sleep(0.2)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process in order, and by force when it takes longer than a minute."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdin:
        process.stdin.close()


def main(port: int) -> int:
    """Found the office and serve it until a signal. Gives the exit code."""
    from salter.ops import running
    from salter.ops.cli import say
    from salter.ops.config import Config

    threading.Thread(target=_end_with_the_walker, daemon=True).start()
    config = Config()
    running.prepare(config)
    from salter.ops.demo import seeding

    with running.stopped_when_broken(config):
        seeding.found_offices(say, small=True)
    return running.serve(config, "127.0.0.1", port)


def _end_with_the_walker() -> None:
    """The walker holds the other end of our input: when it is gone, nobody needs this office."""
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
