"""A message taken apart: pure. Whatever it holds, nothing here raises because of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.errors import MessageDefect
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import parseaddr
from html import unescape
from html.parser import HTMLParser
from itertools import islice
from typing import BinaryIO

from salter.registry.incoming.letters import storable

CHARSETS = ("utf-8", "windows-1250", "windows-1251")
"""What a text is in that does not say so, or says what is not so."""
LOSING = (
    "StartBoundaryNotFoundDefect",
    "CloseBoundaryNotFoundDefect",
    "NoBoundaryInMultipartDefect",
    "MultipartInvariantViolationDefect",
    "InvalidBase64LengthDefect",
    "InvalidBase64CharactersDefect",
    "InvalidMultipartContentTransferEncodingDefect",
)
"""Defects by which a part may be cut off or damaged; the others are bad manners only."""
TEXT_LIMIT = 200_000
HTML_LIMIT = 1_000_000
"""So much of a page is read for its words; the original has it all."""
PARTS = 500
"""A letter with more parts than this stays whole: nobody looks at so many, and each costs a file and an entry."""
_TAGS = re.compile(r"<[^<>]*>?")
_EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Part:
    """One attachment, decoded."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message says. `automatic` is reply, bounce or list when a program wrote it; `locked`: encrypted whole;
    `crowded`: it has more parts than are taken out."""

    message_id: str = ""
    subject: str = ""
    sender_name: str = ""
    sender_address: str = ""
    text: str = ""
    parts: list[Part] = field(default_factory=list)
    automatic: str = ""
    locked: bool = False
    crowded: bool = False
    defects: list[str] = field(default_factory=list)
    may_answer: bool = False
    """Whether an automatic answer may go to its sender (RFC 3834)."""

    @property
    def damaged(self) -> bool:
        """Whether something of it may be missing."""
        return any(defect in LOSING for defect in self.defects)


def read(stream: BinaryIO) -> Letter:
    """Take a message apart, from where the stream stands."""
    message = BytesParser(policy=policy.default).parse(stream)
    body = _body(message)
    name, address = _sender(message)
    automatic = _automatic(message, address)
    parts = list(islice(_attachments(message, body), PARTS + 1))
    crowded = len(parts) > PARTS
    return Letter(
        message_id=header(message, "Message-ID")[:250],
        subject=header(message, "Subject"),
        sender_name=name,
        sender_address=address,
        text=_text(body),
        parts=[] if crowded else parts,
        crowded=crowded,
        automatic=automatic,
        locked=_locked(message),
        defects=sorted({type(defect).__name__ for defect in _defects(message)}),
        may_answer=not automatic and _answerable(message, address),
    )


def header(message: Message, name: str) -> str:
    """A header in one line, decoded as far as it can be."""
    try:
        value = str(message[name] or "")
    except Exception:  # the parser of the standard library gives up on some hostile headers, each in its own way
        value = next((raw for key, raw in message.raw_items() if key.lower() == name.lower()), "")
        try:
            value = str(make_header(decode_header(value)))
        except Exception:  # then as it stands
            value = str(value)
    return " ".join(storable(value).split())


def _sender(message: Message) -> tuple[str, str]:
    for name in ("From", "Sender", "Return-Path"):
        found, address = parseaddr(header(message, name))
        if "@" in address:
            return found.strip(), address.strip()
    return header(message, "From"), ""


def _automatic(message: Message, address: str) -> str:
    """Who wrote it, if a program did; only what says so itself, never a guess from words."""
    kind = message.get_content_type()
    report = str(message.get_param("report-type", "") or "").lower()
    if (kind == "multipart/report" and report == "delivery-status") or address.lower().startswith("mailer-daemon@"):
        return "bounce"
    submitted = header(message, "Auto-Submitted").split(";")[0].strip().lower()
    if submitted.startswith("auto-replied") or any(message[name] for name in ("X-Autoreply", "X-Autorespond")):
        return "reply"
    if header(message, "List-Id") or header(message, "List-Unsubscribe") or _precedence(message) in ("list", "bulk"):
        return "list"
    return "generated" if submitted not in ("", "no") else ""


def _precedence(message: Message) -> str:
    return header(message, "Precedence").lower()


def _answerable(message: Message, address: str) -> bool:
    """RFC 3834, section 2: not to programs, lists, empty return paths and addresses that nobody reads."""
    local = address.partition("@")[0].lower()
    nobody = local.startswith(("mailer-daemon", "postmaster", "no-reply", "noreply", "do-not-reply", "owner-"))
    path = header(message, "Return-Path")
    suppressed = header(message, "X-Auto-Response-Suppress") or _precedence(message) == "junk" or path == "<>"
    return "@" in address and not nobody and not local.endswith("-request") and not suppressed


def _locked(message: Message) -> bool:
    kind = message.get_content_type()
    enveloped = str(message.get_param("smime-type", "") or "").lower() == "enveloped-data"
    return kind == "multipart/encrypted" or (kind.endswith("pkcs7-mime") and enveloped)


def _defects(message: Message) -> Iterator[MessageDefect]:
    for part in message.walk():
        yield from part.defects


def _body(message: EmailMessage) -> Message | None:
    try:
        found = message.get_body(("plain", "html"))
    except Exception:  # a tree that contradicts itself
        found = None
    if found is not None:
        return found
    return next((part for part in message.walk() if _is_text(part)), None)


def _is_text(part: Message) -> bool:
    return part.get_content_type() in ("text/plain", "text/html") and not _file_name(part)


def _text(body: Message | None) -> str:
    if body is None:
        return ""
    text = _decoded(body)
    if body.get_content_type() == "text/html":
        text = _plain(text)
    text = "\n".join(line.rstrip() for line in storable(text).replace("\r\n", "\n").split("\n"))
    return _EMPTY_LINES.sub("\n\n", text).strip()[:TEXT_LIMIT]


def _decoded(part: Message) -> str:
    """The text in the charset that it names, else in the first usual one that fits."""
    data = _bytes(part)
    for charset in (part.get_content_charset() or "utf-8", *CHARSETS):
        try:
            return data.decode(charset)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return data.decode("utf-8", "replace")


def _bytes(part: Message) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except Exception:  # damaged in a way that the library does not expect: as it stands
        data = str(part.get_payload()).encode("utf-8", "surrogateescape")
    return data if isinstance(data, bytes) else b""


def _attachments(message: EmailMessage, body: Message | None) -> Iterator[Part]:
    """Every part but the body, its other form, and pictures that belong to the look of the text."""
    for part, within in _leaves(message, ""):
        if part is body or _other_form(part, within) or _picture_of_text(part, within):
            continue
        yield _part(part)


def _leaves(message: Message, within: str) -> Iterator[tuple[Message, str]]:
    """Parts that hold no others, with the kind of what holds them; a message within a message stays whole."""
    payload = message.get_payload()
    if message.get_content_maintype() != "multipart" or not isinstance(payload, list):
        yield message, within
        return
    for part in payload:
        if isinstance(part, Message):
            yield from _leaves(part, message.get_content_type())


def _other_form(part: Message, within: str) -> bool:
    inside = within in ("multipart/alternative", "multipart/related")
    return inside and part.get_content_maintype() == "text" and not _file_name(part)


def _picture_of_text(part: Message, within: str) -> bool:
    inside = within == "multipart/related" and bool(part["Content-ID"])
    return inside and part.get_content_maintype() == "image" and part.get_content_disposition() != "attachment"


def _part(part: Message) -> Part:
    kind = part.get_content_type()
    if part.get_content_maintype() == "message" and isinstance(payload := part.get_payload(), list) and payload:
        return Part(_file_name(part) or "poruka.eml", "message/rfc822", _whole(payload[0]))
    return Part(_file_name(part), kind, _bytes(part))


def _whole(message: object) -> bytes:
    try:
        return message.as_bytes() if isinstance(message, Message) else str(message).encode("utf-8", "replace")
    except Exception:  # cannot be written again; the original has it
        return b""


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename("") or ""
    except Exception:  # a name that cannot be read is no name
        return ""
    try:
        name = str(make_header(decode_header(str(name))))
    except Exception:  # then as it stands
        name = str(name)
    return storable(name).strip()


class _Plain(HTMLParser):
    BLOCKS = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "table", "ul", "ol", "blockquote"})
    SILENT = frozenset({"script", "style", "head", "title"})

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in self.SILENT
        if tag in self.BLOCKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in self.SILENT and self.silent > 0

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(re.sub(r"\s+", " ", data))


def _plain(html: str) -> str:
    """The words of a page, a line for each block."""
    parser = _Plain()
    try:
        parser.feed(html[:HTML_LIMIT])
    except Exception:  # what was understood so far
        return "".join(parser.said)
    # Never closed: the parser would look through an end without end again from each of its signs, for hours.
    rest = "" if parser.silent else unescape(_TAGS.sub(" ", parser.rawdata))
    return "".join(parser.said) + rest
