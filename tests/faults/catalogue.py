"""The faults: each a small class of the same shape. `strike` breaks something, `mend` lets it be whole again.

To add one: a class with a name, with what it needs of the machine (tests/support/needs.py), with `strike` and, when the
house does not mend it by itself, `mend`; and its place in `FAULTS`. `fits` says whether this house can be broken so:
some faults need small disks or a clock that can be moved.
"""

from __future__ import annotations

import random
import signal
import socket
import subprocess
import time
from contextlib import suppress
from typing import ClassVar
from urllib.parse import urlsplit

from tests.faults.house import House, send, set_clock

HOUR, DAY = 3600, 86_400
DETACHING = 20  # seconds until a tracer that was asked to let go is killed


class Fault:
    """One way to break a house. Made for each blow, so it may remember what it did."""

    name: ClassVar[str]
    needs: ClassVar[tuple[str, ...]] = ()
    longest: ClassVar[float] = 2.0
    """Seconds that the fault may last; what a house must stand is in the manual."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice

    @classmethod
    def fits(cls, house: House) -> bool:
        """Whether this house can be broken so."""
        return True

    def strike(self, house: House) -> None:
        """Break it."""
        raise NotImplementedError

    def mend(self, house: House) -> None:
        """Let it be whole again; nothing where the house must do so by itself."""


# --- something is killed ---


class KillWebWorker(Fault):
    """The process that answers requests is killed in the middle of them."""

    name = "kill-web-worker"

    def strike(self, house: House) -> None:
        send(house.web_workers, signal.SIGKILL)


class KillWeb(Fault):
    """The web server is killed with all its processes."""

    name = "kill-web"

    def strike(self, house: House) -> None:
        send([house.web], signal.SIGKILL)


class KillWorker(Fault):
    """The background worker is killed in the middle of its work."""

    name = "kill-worker"

    def strike(self, house: House) -> None:
        send([house.worker], signal.SIGKILL)


class KillBackend(Fault):
    """One of the database's processes is killed: PostgreSQL then ends all others and recovers."""

    name = "kill-backend"

    def strike(self, house: House) -> None:
        if backends := house.backends:
            send([self.dice.choice(backends)], signal.SIGKILL)


class CutConnections(Fault):
    """The database ends its connections, as an administrator or a firewall does; it goes on itself."""

    name = "cut-connections"

    def strike(self, house: House) -> None:
        send(house.backends, signal.SIGTERM)


class KillDatabase(Fault):
    """The database server is killed, and nobody starts it but the house itself."""

    name = "kill-database"

    def strike(self, house: House) -> None:
        send([house.postmaster], signal.SIGKILL)


class StopDatabase(Fault):
    """Somebody stops the database and starts it again after a while."""

    name = "stop-database"
    longest = 5.0

    def strike(self, house: House) -> None:
        house.cluster.stop(self.dice.choice(["fast", "immediate"]))

    def mend(self, house: House) -> None:
        house.cluster.start()


# --- something stands still ---


class Freeze(Fault):
    """Processes stand still, as on a machine that is moved or has no memory left, and go on later."""

    longest = 4.0

    def strike(self, house: House) -> None:
        self.stopped = self.which(house)
        send(self.stopped, signal.SIGSTOP)

    def mend(self, house: House) -> None:
        send(self.stopped, signal.SIGCONT)

    def which(self, house: House) -> list[int]:
        """Those that will stand still."""
        raise NotImplementedError


class FreezeWeb(Freeze):
    """What answers requests stands still."""

    name = "freeze-web"

    def which(self, house: House) -> list[int]:
        return house.web_workers


class FreezeWorker(Freeze):
    """The background worker stands still."""

    name = "freeze-worker"

    def which(self, house: House) -> list[int]:
        return [house.worker]


class FreezeBackend(Freeze):
    """One of the database's processes stands still, perhaps with the counter of a register in its hand."""

    name = "freeze-backend"

    def which(self, house: House) -> list[int]:
        backends = house.backends
        return [self.dice.choice(backends)] if backends else []


class FreezeDatabase(Freeze):
    """The whole database stands still."""

    name = "freeze-database"

    def which(self, house: House) -> list[int]:
        return [house.postmaster, *house.writers]


# --- disks ---


class FullDisk(Fault):
    """A disk has no room left."""

    needs = ("mount",)
    disk: ClassVar[str]

    @classmethod
    def fits(cls, house: House) -> bool:
        return cls.disk in house.disks

    def strike(self, house: House) -> None:
        self.ballast = house.disks[self.disk] / "ballast"
        with suppress(OSError), self.ballast.open("ab", buffering=0) as file:
            while True:
                file.write(bytes(1 << 20))
        with suppress(OSError), self.ballast.open("ab", buffering=0) as file:
            while True:
                file.write(bytes(1 << 10))

    def mend(self, house: House) -> None:
        self.ballast.unlink()


class FullStore(FullDisk):
    """The disk of the files is full."""

    name = "full-store"
    disk = "store"


class FullHome(FullDisk):
    """The disk of the database and the logs is full."""

    name = "full-home"
    disk = "home"


class LoseStore(Fault):
    """The folder of the files is gone, as when a network drive is not there: in its place is a file."""

    name = "lose-store"

    def strike(self, house: House) -> None:
        self.away = house.store.with_name("documents-away")
        house.store.parent.mkdir(exist_ok=True)
        if house.store.exists():
            house.store.rename(self.away)
        house.store.write_bytes(b"")

    def mend(self, house: House) -> None:
        house.store.unlink()
        if self.away.exists():
            self.away.rename(house.store)


class Tamper(Fault):
    """System calls of running processes are slowed down or fail, by strace."""

    needs = ("strace",)
    calls: ClassVar[str] = "fsync,fdatasync"
    what: ClassVar[str]

    def strike(self, house: House) -> None:
        pids = [option for pid in self.whose(house) for option in ("-p", str(pid))]
        inject = f"inject={self.calls}:{self.what}"
        command = ["strace", "-f", "-qqq", "-o", "/dev/null", "-e", f"trace={self.calls}", "-e", inject, *pids]
        self.strace = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def mend(self, house: House) -> None:
        self.strace.terminate()
        try:
            self.strace.wait(DETACHING)
        except subprocess.TimeoutExpired:  # killed, the kernel lets go of what it held
            self.strace.kill()
            self.strace.wait(DETACHING)

    def whose(self, house: House) -> list[int]:
        """Whose calls: those of all who write to the database's disk."""
        return house.writers


class SlowDisk(Tamper):
    """Every flush of the database takes half a second."""

    name = "slow-disk"
    what = "delay_enter=500000"
    longest = 4.0


class FailingDisk(Tamper):
    """The flushes of the database fail: PostgreSQL panics, ends all its processes and recovers."""

    name = "failing-disk"
    what = "error=EIO:when=2+3"
    longest = 1.0


class FailingStore(Tamper):
    """The flushes of files fail now and then."""

    name = "failing-store"
    what = "error=EIO:when=1+2"

    def whose(self, house: House) -> list[int]:
        return [*house.web_workers, house.worker]


# --- clocks and networks ---


class MoveClock(Fault):
    """The machine's clock jumps: an hour or a day, forward or back; never into another year's register."""

    name = "move-clock"
    needs = ("cc",)

    @classmethod
    def fits(cls, house: House) -> bool:
        return house.clock is not None

    def strike(self, house: House) -> None:
        assert house.clock is not None
        year = time.gmtime().tm_year
        jumps = [jump for jump in (HOUR, -HOUR, DAY, -DAY) if time.gmtime(time.time() + 2 * jump).tm_year == year]
        set_clock(house.clock, self.dice.choice(jumps))

    def mend(self, house: House) -> None:
        assert house.clock is not None
        set_clock(house.clock, 0)


class CutUpload(Fault):
    """A connection breaks in the middle of what is sent: half a registration arrives."""

    name = "cut-upload"

    def strike(self, house: House) -> None:
        body = b'{"procedure": "P036", "subject": "cut", "documents": [{"name": "a.txt", "content_base64": "'
        head = f"POST /api/v1/cases HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {house.token}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body) + 90_000}\r\n\r\n"
        address = urlsplit(house.url)
        with suppress(OSError), socket.create_connection((address.hostname, address.port), 5) as connection:
            connection.sendall(head.encode() + body + b"QUJD" * self.dice.randrange(1, 20_000))
            if self.dice.random() < 0.5:  # a reset instead of an orderly end
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


FAULTS: tuple[type[Fault], ...] = (
    KillWebWorker,
    KillWeb,
    KillWorker,
    KillBackend,
    CutConnections,
    KillDatabase,
    StopDatabase,
    FreezeWeb,
    FreezeWorker,
    FreezeBackend,
    FreezeDatabase,
    FullStore,
    FullHome,
    LoseStore,
    SlowDisk,
    FailingDisk,
    FailingStore,
    MoveClock,
    CutUpload,
)
