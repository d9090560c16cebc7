"""The running server of a data folder: whether there is one, how far it is, and how it ends."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from salter.ops.database_programs import DatabaseUnavailable

STOP_SECONDS = 60
SIGNALS = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}


def seconds(limit: float) -> Iterator[float]:
    """Look again every 20 ms, for at most `limit` seconds. Out: the seconds waited so far, first 0."""
    begin = time.monotonic()
    yield 0
    while (waited := time.monotonic() - begin) < limit:
        time.sleep(0.02)
        yield waited


def server_of(data: Path) -> int | None:
    """The process number of the server of this data folder, or None."""
    lines = _pid_file(data)
    return int(lines[0]) if lines and _serves(lines[0], data) else None


def status_of(data: Path) -> str:
    """What the server writes into line 8 of its file: starting, ready, stopping; empty when there is none."""
    lines = _pid_file(data)
    return lines[7].strip() if len(lines) > 7 else ""


def wait_end(data: Path) -> bool:
    """Whether the server of this data folder is gone within 60 s."""
    return any(server_of(data) is None for _ in seconds(STOP_SECONDS))


def end(data: Path, mode: str) -> None:
    """Stop the server of this data folder, if any. In: `smart` (waits for clients), `fast` or `immediate`.

    One that is not down after 60 s is stopped the immediate way, which is safe: the next start recovers.
    Raises DatabaseUnavailable, OSError.
    """
    for attempt in (mode, "immediate"):
        pid = server_of(data)
        if pid is not None:
            os.kill(pid, SIGNALS[attempt])
        if wait_end(data):
            return
    raise DatabaseUnavailable(f"The database server {pid} does not stop.", f"Look into the log beside {data}.")


def clear_leftovers(data: Path, cluster_name: str) -> None:
    """After a killed server: wait for its children to go, then drop a pid file whose number another process got.

    In any other case the file stays: PostgreSQL's own check of it also looks at shared memory.
    Raises DatabaseUnavailable when something that may be a server of this data is still there.
    """
    title = f"postgres: {cluster_name}:"
    if not any(not _titled(title.encode()) for _ in seconds(STOP_SECONDS)):
        raise DatabaseUnavailable(
            "Processes of a killed database server are still running.", f"End them: pkill -f '{title}'"
        )
    pid = (_pid_file(data) or [""])[0]
    if not pid or not Path("/proc", pid).exists():
        return
    if _is_postgres(Path("/proc", pid)) and not os.access(f"/proc/{pid}/cwd", os.F_OK):
        raise DatabaseUnavailable(
            f"A PostgreSQL server that may belong to this data is running as process {pid}.",
            f"If it is an old one of this office, end it (kill -INT {pid}); else delete {data}/postmaster.pid.",
        )
    (data / "postmaster.pid").unlink()


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        return []


def _serves(pid: str, data: Path) -> bool:
    """Whether the process is a server of this very data folder: not of a copy, no stranger with a reused number.

    A server stands in its data folder. A container's root may not see where, there the arguments must do.
    """
    process = Path("/proc", pid)
    try:
        return (process / "cwd").samefile(data) and _is_postgres(process)
    except PermissionError:
        return os.fsencode(data) in _command_line(process)
    except OSError:
        return False


def _is_postgres(process: Path) -> bool:
    return b"postgres" in b"".join(_command_line(process)[:1])


def _command_line(process: Path) -> list[bytes]:
    """The arguments of a process; empty for a dead one. Readable without the right to trace (a container's root)."""
    try:
        return (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return []


def _titled(title: bytes) -> list[Path]:
    """The processes whose title begins so: children of a server that we started."""
    return [p for p in Path("/proc").glob("[0-9]*") if b"".join(_command_line(p)[:1]).startswith(title)]
