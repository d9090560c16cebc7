"""Real IMAP servers for tests: pymap, which comes from PyPI, and dovecot where Debian's package is installed."""

from __future__ import annotations

import imaplib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

USER, PASSWORD = "pisarnica", "tajna"
SECONDS = 20
PIECE = 4096


def free_port() -> int:
    """A port of 127.0.0.1 that nobody has."""
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Server:
    """A running server; started again with the same mail by `start`."""

    command: list[str]
    port: int
    log: Path
    process: subprocess.Popen[bytes] | None = None
    environment: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        """Start it and wait until it greets. Raises RuntimeError."""
        with self.log.open("ab") as log:
            variables = {**os.environ, **self.environment}
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log, env=variables, start_new_session=True)
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            with suppress(OSError, imaplib.IMAP4.error):
                imaplib.IMAP4("127.0.0.1", self.port, timeout=2).logout()
                return
            time.sleep(0.1)
        raise RuntimeError(f"no IMAP server: {self.log.read_text(errors='replace')[-2000:]}")

    def kill(self) -> None:
        """End it at once, with all its children."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    @contextmanager
    def client(self) -> Iterator[imaplib.IMAP4]:
        """A client that is signed in."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=SECONDS)
        client.login(USER, PASSWORD)
        try:
            yield client
        finally:
            with suppress(Exception):
                client.logout()

    def deliver(self, *messages: bytes, folder: str = "INBOX") -> None:
        """Put messages into a folder, unread."""
        with self.client() as client:
            for message in messages:
                status, answer = client.append(folder, "", None, message)
                assert status == "OK", answer

    def seen(self, folder: str = "INBOX") -> list[bool]:
        """Whether each message of a folder is marked as read."""
        with self.client() as client:
            client.select(folder, readonly=True)
            numbers = client.search(None, "ALL")[1][0].split()
            flags = [str(client.fetch(number.decode(), "(FLAGS)")[1][0]) for number in numbers]
        return ["\\\\Seen" in one for one in flags]


@contextmanager
def pymap() -> Iterator[Server]:
    """A server in memory: what it holds is gone when it ends."""
    with tempfile.TemporaryDirectory(prefix="pymap-") as folder:
        port = free_port()
        program = str(Path(sys.executable).with_name("pymap"))
        command = [program, "--host", "127.0.0.1", "--port", str(port), "--no-service", "admin", "--no-service"]
        command += ["managesieve", "--no-tls", "dict", "--demo-user", USER, "--demo-password", PASSWORD]
        server = Server(command, port, Path(folder, "log"))
        try:
            server.start()
            yield server
        finally:
            server.kill()


DOVECOT = """
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 0
mail_uid = {uid}
mail_gid = {gid}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
  chroot =
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
{passdb}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
"""


def has_dovecot() -> bool:
    """Whether Debian's dovecot-imapd is installed and we may start it."""
    return os.geteuid() == 0 and shutil.which("dovecot", path=os.environ.get("PATH", "") + ":/usr/sbin") is not None


WITH_PASSWORD = f"""
passdb {{
  driver = static
  mechanisms = plain login
  args = password={PASSWORD}
}}
"""
WITH_TOKEN = """
auth_mechanisms = plain {mechanism}
passdb {{
  driver = oauth2
  mechanisms = {mechanism}
  args = {folder}/oauth2.conf
}}
"""
INTROSPECTION = """
introspection_mode = post
introspection_url = {url}
force_introspection = yes
active_attribute = active
active_value = true
username_attribute = client_id
"""


@contextmanager
def dovecot(*, introspection: str = "", mechanism: str = "oauthbearer") -> Iterator[Server]:
    """A server on disk: it is the same after it was killed and started again.

    In: where it has a token looked at (RFC 7662), with the credentials for it; it then takes tokens, too.
    """
    with tempfile.TemporaryDirectory(prefix="dovecot-") as name:
        folder, port = Path(name), free_port()
        folder.chmod(0o755)
        for part in ("run", "state", "mail"):
            (folder / part).mkdir()
        shutil.chown(folder / "mail", "nobody", "nogroup")
        owner = (folder / "mail").stat()
        config = folder / "dovecot.conf"
        tokens = WITH_TOKEN.format(mechanism=mechanism, folder=folder)
        config.write_text(
            DOVECOT.format(
                folder=folder,
                port=port,
                passdb=WITH_PASSWORD + (tokens if introspection else ""),
                user="nobody",
                group="nogroup",
                uid=owner.st_uid,
                gid=owner.st_gid,
            )
        )
        (folder / "oauth2.conf").write_text(INTROSPECTION.format(url=introspection))
        program = shutil.which("dovecot", path="/usr/sbin:/sbin") or "dovecot"
        server = Server([program, "-F", "-c", str(config)], port, folder / "log")
        try:
            server.start()
            yield server
        finally:
            server.kill()


class Cut:
    """A line to a server that is cut after so many bytes of its answers; `again` repairs it. `heard` is told each
    command before the server is."""

    def __init__(self, port: int, after: int) -> None:
        self.target, self.left = port, after
        self.cuts = 0
        self.heard: Callable[[bytes], None] = lambda _command: None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def again(self, after: int = 1 << 40) -> None:
        """So many bytes from now on."""
        self.left = after

    def close(self) -> None:
        """Nobody gets through any more."""
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                caller, _address = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self.target))
                threading.Thread(target=self._carry, args=(caller, server, False), daemon=True).start()
                threading.Thread(target=self._carry, args=(server, caller, True), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while data := source.recv(PIECE):
                if counted:
                    data = data[: self.left]
                    self.left -= len(data)
                else:
                    self.heard(data)
                target.sendall(data)
                if counted and self.left <= 0:
                    self.cuts += 1
                    break
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
