"""A mailbox over IMAP: what is new, one message at a time, never more of it in memory than a piece.

Everything that goes wrong leaves here as a MailProblem. The standard library's client speaks the protocol.
"""

from __future__ import annotations

import base64
import imaplib
import re
import ssl
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.parser import BytesHeaderParser
from typing import IO, Any

from salter.registry.mail.problems import MailProblem

TIMEOUT = 30
PIECE = 1 << 20
IN_MEMORY = 8 << 20
WINDOW = 10_000
"""So many numbers are searched at once: an answer stays one short line, however large the mailbox is."""
_ABOUT = "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"
_LITERAL = re.compile(rb"UID (\d+)")


@dataclass(frozen=True, slots=True)
class Login:
    """Where and as whom."""

    host: str
    port: int
    security: str
    username: str
    password: str = ""
    token: str = ""
    """An access token; then no password is used."""


@dataclass(frozen=True, slots=True)
class About:
    """A message before it is fetched. `arrived` is when its server got it."""

    uid: int
    size: int
    message_id: str
    arrived: datetime | None


@contextmanager
def problems() -> Iterator[None]:
    """Whatever the client raises, as what a person can do something about."""
    try:
        yield
    except MailProblem:
        raise
    except ssl.SSLError as error:
        raise MailProblem("tls", str(error)[:300]) from error
    except imaplib.IMAP4.abort as error:
        raise MailProblem("dropped", str(error)[:300]) from error
    except imaplib.IMAP4.error as error:
        raise MailProblem("refused", str(error)[:300]) from error
    except (OSError, EOFError) as error:
        raise MailProblem("dropped", str(error)[:300]) from error


class Mailbox:
    """An open folder of a mailbox; `validity` and `next_uid` are what its server says of it."""

    def __init__(self, client: imaplib.IMAP4) -> None:
        self.client = client
        self.able = _capabilities(client)
        self.validity = 0
        self.next_uid = 0

    def select(self, folder: str) -> None:
        """Open a folder. Raises MailProblem."""
        with problems():
            status, answer = self.client.select(quoted(folder))
            if status != "OK":
                raise MailProblem("folder", _words(answer))
            self.validity = self._number("UIDVALIDITY")
            self.next_uid = self._number("UIDNEXT")

    def _number(self, name: str) -> int:
        values = self.client.response(name)[1]
        found = re.search(rb"\d+", values[0]) if values and isinstance(values[0], bytes) else None
        return int(found[0]) if found else 0

    def uids_after(self, last: int) -> Iterator[int]:
        """Numbers of the messages above `last`, in order."""
        end = max(self.next_uid - 1, 0)
        if not end:  # a server that does not tell
            yield from self._search(f"{last + 1}:*", last)
            return
        for start in range(last + 1, end + 1, WINDOW):
            yield from self._search(f"{start}:{min(start + WINDOW - 1, end)}", last)

    def _search(self, numbers: str, last: int) -> list[int]:
        with problems():
            status, answer = self.client.uid("SEARCH", f"UID {numbers}")
            if status != "OK":
                raise MailProblem("refused", _words(answer))
        found = b" ".join(line for line in answer if isinstance(line, bytes)).split()
        return sorted(uid for uid in map(int, found) if uid > last)

    def about(self, uids: Sequence[int]) -> list[About]:
        """Size, time and Message-ID of messages; those that have gone meanwhile are missing."""
        if not uids:
            return []
        found = []
        for line, literal, rest in self._fetch(",".join(map(str, uids)), _ABOUT):
            described = line + b" " + rest
            uid, size = _LITERAL.search(described), re.search(rb"RFC822\.SIZE (\d+)", described)
            if uid and size:
                found.append(About(int(uid[1]), int(size[1]), _message_id(literal), _arrived(described)))
        return sorted(found, key=lambda one: one.uid)

    def headers(self, uid: int) -> bytes:
        """The header of a message, at most a piece of it."""
        return next((literal for _line, literal, _rest in self._fetch(str(uid), f"BODY.PEEK[HEADER]<0.{PIECE}>")), b"")

    def fetch(self, uid: int, *, size: int) -> IO[bytes] | None:
        """A message as it lies there, in a temporary file; None when it has gone."""
        target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, prefix="salter-")  # noqa: SIM115  # the caller's
        try:
            return target if self._copy(uid, size, target) else None
        except BaseException:
            target.close()
            raise

    def _copy(self, uid: int, size: int, target: IO[bytes]) -> bool:
        if size <= PIECE:
            whole = next(iter(self._fetch(str(uid), "BODY.PEEK[]")), None)
            if whole is None:
                return False
            target.write(whole[1])
            target.seek(0)
            return True
        start = 0
        while True:
            piece = next(iter(self._fetch(str(uid), f"BODY.PEEK[]<{start}.{PIECE}>")), None)
            if piece is None and not start:
                return False
            if piece is None and start < size:
                raise MailProblem("dropped", f"The message broke off after {start} of {size} bytes")
            data = piece[1] if piece else b""
            target.write(data)
            start += len(data)
            if len(data) < PIECE:
                target.seek(0)
                return True

    def _fetch(self, numbers: str, what: str) -> Iterator[tuple[bytes, bytes, bytes]]:
        """Each answer to a FETCH: its line, its literal, what follows the literal."""
        with problems():
            status, answer = self.client.uid("FETCH", numbers, what)
            if status != "OK":
                raise MailProblem("refused", _words(answer))
        for place, item in enumerate(answer):
            if isinstance(item, tuple):
                rest = answer[place + 1] if place + 1 < len(answer) else b""
                yield item[0], item[1], rest if isinstance(rest, bytes) else b""

    def mark_seen(self, uids: Sequence[int]) -> None:
        """Mark messages as read. Raises MailProblem."""
        with problems():
            self._done(*self.client.uid("STORE", ",".join(map(str, uids)), "+FLAGS.SILENT", r"(\Seen)"))

    def move(self, uids: Sequence[int], folder: str) -> None:
        """Move messages into a folder, which is made when it is missing. Raises MailProblem."""
        numbers, place = ",".join(map(str, uids)), quoted(folder)
        with problems():
            can_move = "MOVE" in self.able
            command = "MOVE" if can_move else "COPY"
            status, answer = self.client.uid(command, numbers, place)
            if status != "OK":
                self._done(*self.client.create(place))
                status, answer = self.client.uid(command, numbers, place)
            self._done(status, answer)
            if not can_move:
                self._done(*self.client.uid("STORE", numbers, "+FLAGS.SILENT", r"(\Deleted)"))
                if "UIDPLUS" in self.able:
                    self._done(*self.client.uid("EXPUNGE", numbers))

    @staticmethod
    def _done(status: str, answer: Sequence[Any]) -> None:
        if status != "OK":
            raise MailProblem("refused", _words(answer))


@contextmanager
def opened(login: Login, folder: str) -> Iterator[Mailbox]:
    """A folder, signed in and selected. Raises MailProblem."""
    client = _connected(login)
    try:
        _sign_in(client, login)
        mailbox = Mailbox(client)
        mailbox.select(folder)
        yield mailbox
    finally:
        with suppress(Exception):  # it has dropped us, or answers no more: there is nothing left to lose
            client.logout()


def _connected(login: Login) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    try:
        if login.security == "tls":
            return imaplib.IMAP4_SSL(login.host, login.port, ssl_context=context, timeout=TIMEOUT)
        client = imaplib.IMAP4(login.host, login.port, timeout=TIMEOUT)
        if login.security == "starttls":
            client.starttls(context)
        return client
    except ssl.SSLError as error:
        raise MailProblem("tls", str(error)[:300]) from error
    except (OSError, EOFError, UnicodeError, imaplib.IMAP4.error) as error:
        raise MailProblem("unreachable", str(error)[:300]) from error


def _sign_in(client: imaplib.IMAP4, login: Login) -> None:
    """By SASL PLAIN where the server has it, since that takes passwords in any script; else by LOGIN; or by a token."""
    try:
        if login.token:
            _by_token(client, login)
        elif "AUTH=PLAIN" in client.capabilities:
            secret = f"\0{login.username}\0{login.password}".encode()
            client.authenticate("PLAIN", lambda _challenge: secret)
        else:
            client.login(login.username, login.password)
    except imaplib.IMAP4.abort as error:
        raise MailProblem("dropped", str(error)[:300]) from error
    except (imaplib.IMAP4.error, UnicodeEncodeError) as error:
        raise MailProblem("login", str(error)[:300]) from error
    except (OSError, EOFError) as error:
        raise MailProblem("dropped", str(error)[:300]) from error


def _by_token(client: imaplib.IMAP4, login: Login) -> None:
    """By OAUTHBEARER (RFC 7628, 3.1), else by the older XOAUTH2, which some large mail services have alone.

    A refusal comes as a challenge; the answer to it only lets the server say no (RFC 7628, 3.2.3).
    """
    bearer = f"auth=Bearer {login.token}\1\1"
    if "AUTH=OAUTHBEARER" in client.capabilities:
        name = login.username.replace("=", "=3D").replace(",", "=2C")
        first, last = f"n,a={name},\1host={login.host}\1port={login.port}\1{bearer}", b"\1"
        kind = "OAUTHBEARER"
    else:
        kind, first, last = "XOAUTH2", f"user={login.username}\1{bearer}", b""
    answers = iter([first.encode()])
    client.authenticate(kind, lambda _challenge: next(answers, last))


def _capabilities(client: imaplib.IMAP4) -> frozenset[str]:
    """What the server can do, asked after signing in: before, many say little."""
    with problems():
        _status, answer = client.capability()
    return frozenset(_words(answer).upper().split())


def quoted(folder: str) -> str:
    """A folder's name as the protocol has it: modified UTF-7 (RFC 3501, 5.1.3), quoted."""
    found = re.sub(r"[^\x20-\x7e]+", _shifted, folder.replace("&", "&-"))
    return '"' + found.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _shifted(letters: re.Match[str]) -> str:
    packed = base64.b64encode(letters[0].encode("utf-16-be")).decode().rstrip("=")
    return f"&{packed.replace('/', ',')}-"


def _words(answer: Sequence[Any]) -> str:
    said = b" ".join(line for line in answer if isinstance(line, bytes))
    return said.decode("utf-8", "replace")[:300]


def _message_id(header: bytes) -> str:
    found = str(BytesHeaderParser().parsebytes(header)["Message-ID"] or "")
    return "".join(letter for letter in found if letter.isprintable()).strip()[:250]


def _arrived(described: bytes) -> datetime | None:
    found = re.search(rb'INTERNALDATE "\s*([^"]+)"', described)
    try:
        return datetime.strptime(found[1].decode("ascii"), "%d-%b-%Y %H:%M:%S %z") if found else None
    except ValueError:
        return None
