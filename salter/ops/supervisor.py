"""Runs the processes of an installation together: starts, watches, restarts and stops them, and leaves none behind.

Every child is the leader of its own process group. A keeper (keeper.py) holds the other end of a pipe: should the
supervisor be killed, the pipe breaks and the keeper ends the groups. A child reports itself there before it runs, so
there is no moment in which it could be forgotten. Free of Django.
"""

import http.client
import logging
import logging.handlers
import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO
from urllib.parse import urlsplit

KEEPER = (sys.executable, "-I", "-S", str(Path(__file__).with_name("keeper.py")))
TICK = 0.1
LONGEST_LINE = 65_536
STABLE_SECONDS = 10.0  # a child that lived longer starts with a clean slate
LONGEST_PAUSE = 30.0
PROBE_SECONDS = 2.0  # the longest wait for an answer
PROBE_PAUSE = 0.2
LAST_WORDS = 10  # lines of standard output shown when a child ends unexpectedly


@dataclass(frozen=True)
class Process:
    """One process to run: its name in log and messages, its command, what to add to the environment, the URL that
    answers 2xx or 3xx when it is ready (empty: ready as soon as it runs), and whether it `waits` until all others are
    ready, so that it takes no processor from what people wait for."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    ready_url: str = ""
    waits: bool = False


def say(message: str) -> None:
    """Write a line to the terminal, if there is still one."""
    with suppress(OSError):
        print(message, file=sys.stderr, flush=True)


def run(
    processes: Sequence[Process],
    *,
    log_folder: Path,
    on_ready: Callable[[], None] = lambda: None,
    on_message: Callable[[str], None] = say,
    ready_seconds: float = 60,
    grace_seconds: float = 15,
    attempts: int = 5,
) -> int:
    """Run the processes until SIGINT, SIGTERM or SIGHUP; a second signal does not wait for a clean end.

    All output goes to `log_folder`/processes.log (10 MB, five old ones). What they write to standard error goes to
    `on_message` as well, and the last lines of standard output when one ends unexpectedly. `on_ready` is called once,
    when every `ready_url` answers. In: seconds until everything must be ready; seconds for a clean stop; how often in
    a row a child may end within 10 s of its start; one that has ever lived longer is never given up.
    Out: 0 after a signal; 1 when a child keeps ending or is not ready in time. Must be called in the main thread.
    """
    supervisor = _Supervisor(on_message, on_ready, ready_seconds, grace_seconds, attempts)
    with _log(log_folder) as log, _keeper(grace_seconds) as keeper, supervisor.signals():
        supervisor.children = [_Child(process, log, keeper, on_message) for process in processes]
        try:
            return supervisor.watch()
        finally:
            supervisor.stop()


def answers(url: str) -> bool:
    """Whether an HTTP request to this URL is answered with 2xx or 3xx within 2 s; no proxy is asked."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PROBE_SECONDS)
    try:
        connection.request("GET", parts.path or "/")
        return 200 <= connection.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


class _LogFile(logging.handlers.RotatingFileHandler):
    """The log of all processes."""

    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk costs lines of the log and nothing else; no second report of it for each line."""


@contextmanager
def _log(folder: Path) -> Iterator[logging.Logger]:
    folder.mkdir(parents=True, exist_ok=True)
    handler = _LogFile(folder / "processes.log", maxBytes=10_000_000, backupCount=5, encoding="utf-8", errors="replace")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log = logging.Logger("salter.processes")
    log.addHandler(handler)
    try:
        yield log
    finally:
        handler.close()


@contextmanager
def _keeper(grace_seconds: float) -> Iterator[int]:
    """Out: the descriptor to which process groups are reported."""
    with subprocess.Popen(
        [*KEEPER, "keep", str(grace_seconds)], stdin=subprocess.PIPE, start_new_session=True, cwd="/"
    ) as keeper:
        assert keeper.stdin
        yield keeper.stdin.fileno()


class _Child:
    """One process with its output; `popen` is None while it waits to be started again."""

    def __init__(self, process: Process, log: logging.Logger, keeper: int, on_message: Callable[[str], None]) -> None:
        self.process = process
        self.popen: subprocess.Popen[bytes] | None = None
        self.crashes = 0
        self.proven = False  # it has lived long enough once: what ends it now comes from outside and may pass
        self.start_at = 0.0
        self._began = 0.0
        self._log = log
        self._keeper = keeper
        self._on_message = on_message
        self._rest: dict[IO[bytes], bytes] = {}
        self._last_words: deque[str] = deque(maxlen=LAST_WORDS)

    def start(self) -> None:
        """Start the process in a group of its own, known to the keeper before it runs. Raises OSError."""
        self._began = time.monotonic()
        if not shutil.which(self.process.command[0]):
            raise FileNotFoundError(f"there is no program {self.process.command[0]}")
        self.popen = subprocess.Popen(
            [*KEEPER, "run", str(self._keeper), *self.process.command],
            pass_fds=[self._keeper],
            env={**os.environ, "PYTHONUNBUFFERED": "1", **self.process.environment},
            bufsize=0,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self._rest = {stream: b"" for stream in (self.popen.stdout, self.popen.stderr) if stream}
        for stream in self._rest:
            os.set_blocking(stream.fileno(), False)

    @property
    def streams(self) -> list[IO[bytes]]:
        """The open ends of its output."""
        return list(self._rest)

    def forward(self, stream: IO[bytes]) -> bool:
        """Pass on the whole lines that have arrived. Out: whether more may be waiting."""
        chunk = stream.read(LONGEST_LINE)
        if chunk is None:
            return False
        *lines, rest = (self._rest[stream] + chunk).split(b"\n")
        if len(rest) > LONGEST_LINE:
            lines, rest = [*lines, rest], b""
        self._rest[stream] = rest
        for line in lines:
            self._write(line, stream)
        if not chunk:
            self._close(stream)
        return bool(chunk)

    def _close(self, stream: IO[bytes]) -> None:
        if rest := self._rest.pop(stream):
            self._write(rest, stream)
        stream.close()

    def _write(self, line: bytes, stream: IO[bytes]) -> None:
        text = f"{self.process.name} | {line.decode(errors='replace').rstrip()}"
        self._log.info("%s", text)
        if self.popen is not None and stream is self.popen.stderr:
            self._on_message(text)
        else:
            self._last_words.append(text)

    def ended(self) -> int | None:
        """Its exit code if it has ended; what is left of its group is killed, so that a port is free again."""
        if self.popen is None or (code := self.popen.poll()) is None:
            return None
        with suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        for stream in self.streams:
            while self.forward(stream):
                pass
        for stream in self.streams:
            self._close(stream)
        with suppress(BrokenPipeError):
            os.write(self._keeper, f"-{self.popen.pid}\n".encode())
        self.popen = None
        return code

    def plan_restart(self) -> float:
        """Count the crash, show what came before it. Out: seconds until the next start: 0.5, 1, 2 … at most 30."""
        while self._last_words:
            self._on_message(self._last_words.popleft())
        lived = time.monotonic() - self._began
        self.proven = self.proven or lived > STABLE_SECONDS
        self.crashes = 1 if lived > STABLE_SECONDS else self.crashes + 1
        pause = min(0.5 * 2.0 ** (self.crashes - 1), LONGEST_PAUSE)
        self.start_at = time.monotonic() + pause
        return pause

    def send(self, number: signal.Signals, *, group: bool) -> None:
        """Send a signal to the process, or to it and all that it started."""
        if self.popen is not None:
            with suppress(ProcessLookupError):
                (os.killpg if group else os.kill)(self.popen.pid, number)


@dataclass
class _Supervisor:
    on_message: Callable[[str], None]
    on_ready: Callable[[], None]
    ready_seconds: float
    grace_seconds: float
    attempts: int
    children: list[_Child] = field(default_factory=list)
    caught: int = 0
    is_ready: bool = False
    probe_at: float = 0.0

    @contextmanager
    def signals(self) -> Iterator[None]:
        """Count the signals that ask us to stop, instead of dying by them."""

        def count(number: int, frame: FrameType | None) -> None:
            self.caught += 1

        before = {number: signal.signal(number, count) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def watch(self) -> int:
        """Keep the children running. Out: the exit code."""
        deadline = time.monotonic() + self.ready_seconds
        while not self.caught:
            for child in self.children:
                if not self._look_after(child):
                    return 1
            if self._must_probe() and not self._check_ready(deadline):
                return 1
            self._forward()
        return 0

    def _look_after(self, child: _Child) -> bool:
        """Start or restart a child as needed. Out: False when it ends again and again."""
        code = child.ended()
        if code is not None:
            pause = child.plan_restart()
            how = f"exit code {code}" if code >= 0 else f"signal {-code}"
            if child.crashes >= self.attempts and not child.proven:
                self.on_message(f"{child.process.name} ended {child.crashes} times in a row ({how}): giving up")
                return False
            self.on_message(f"{child.process.name} ended unexpectedly ({how}): starting it again in {pause:g} s")
        try:
            due = time.monotonic() >= child.start_at and (self.is_ready or not child.process.waits)
            if child.popen is None and due:
                child.start()
        except OSError as error:
            self.on_message(f"{child.process.name} cannot be started: {error}")
            return False
        return True

    def _must_probe(self) -> bool:
        """Whether something may still be unready and the last look is long enough ago (a probe makes log lines)."""
        due = not self.is_ready and time.monotonic() >= self.probe_at
        if due:
            self.probe_at = time.monotonic() + PROBE_PAUSE
        return due

    def _check_ready(self, deadline: float) -> bool:
        """Call `on_ready` when everything answers. Out: False when the time for that is over."""
        silent = [child.process for child in self.children if not child.process.waits and not _is_ready(child)]
        if not silent:
            self.is_ready = True
            self.on_ready()
        elif time.monotonic() > deadline:
            names = ", ".join(process.name for process in silent)
            self.on_message(f"not ready after {self.ready_seconds:g} s: {names}")
            return False
        return True

    def _forward(self) -> None:
        """Pass on output, for one tick."""
        owners = {stream: child for child in self.children for stream in child.streams}
        with selectors.DefaultSelector() as selector:
            for stream in owners:
                selector.register(stream, selectors.EVENT_READ)
            ready = [key.fileobj for key, _ in selector.select(TICK)]
        for stream, child in owners.items():
            if stream in ready:
                child.forward(stream)

    def stop(self) -> None:
        """Ask all children to stop, wait for at most the grace time or until a second signal, then kill."""
        deadline = time.monotonic() + self.grace_seconds
        for child in self.children:
            child.send(signal.SIGTERM, group=False)
        while self._anyone_left() and time.monotonic() < deadline and self.caught < 2:
            self._forward()
        for child in self.children:
            if child.popen is not None:
                self.on_message(f"{child.process.name} did not stop: killing it")
            child.send(signal.SIGKILL, group=True)
        while self._anyone_left():
            self._forward()

    def _anyone_left(self) -> bool:
        for child in self.children:
            child.ended()
        return any(child.popen is not None for child in self.children)


def _is_ready(child: _Child) -> bool:
    if child.popen is None:
        return False
    return not child.process.ready_url or answers(child.process.ready_url)
