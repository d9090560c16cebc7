"""What may come in: rules on the name, size and content of a file that somebody hands in."""

from __future__ import annotations

import os
import re
import tempfile
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from salter.documents import formats
from salter.documents.limited import Stopped, run_limited
from salter.documents.storage import CHUNK, chunks

MEMORY = "/dev/shm"  # a folder without a disk: where small files are looked at
UNKNOWN = "application/octet-stream"
EXECUTABLE = "application/x-executable"
_OLE_ENCRYPTED = "application/x-encrypted-office"
TEXTS = {
    "txt": "text/plain",
    "csv": "text/csv",
    "xml": "application/xml",
    "json": "application/json",
    "eml": "message/rfc822",
    "html": "text/html",
    "htm": "text/html",
    "svg": "image/svg+xml",
}
"""Endings of names whose content is plain text of any kind."""

_BY_EXTENSION = {ending: media_type for media_type, ending in formats.EXTENSIONS.items()} | TEXTS
_BY_EXTENSION |= {"jpeg": "image/jpeg", "tif": "image/tiff"}
_PROGRAMS = frozenset(
    [
        "apk",
        "app",
        "bat",
        "chm",
        "class",
        "cmd",
        "com",
        "cpl",
        "deb",
        "dll",
        "dmg",
        "elf",
        "exe",
        "hta",
        "iso",
        "jar",
        "js",
        "jse",
        "lnk",
        "msc",
        "msi",
        "msp",
        "pif",
        "ps1",
        "psm1",
        "reg",
        "rpm",
        "scr",
        "sh",
        "sys",
        "vb",
        "vbe",
        "vbs",
        "wsf",
        "wsh",
    ]
)
_PROGRAM_BYTES = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\xfe\xed\xfa\xcf",
    b"\xfe\xed\xfa\xce",
    b"\x4c\x00\x00\x00\x01\x14\x02\x00",
    b"!<arch>\n",
    b"\xed\xab\xee\xdb",
)
_BYTES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
    b"{\\rtf": "application/rtf",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
# What an archive of each kind holds: siegfried does not know every program's way of writing them.
_IN_ARCHIVE = {
    _BY_EXTENSION["docx"]: "word/document.xml",
    _BY_EXTENSION["xlsx"]: "xl/workbook.xml",
    _BY_EXTENSION["pptx"]: "ppt/presentation.xml",
    _BY_EXTENSION["odt"]: "content.xml",
    _BY_EXTENSION["ods"]: "content.xml",
    _BY_EXTENSION["odp"]: "content.xml",
    _BY_EXTENSION["asice"]: "META-INF/manifest.xml",
}

_MESSAGES = {
    "empty": _("The file “%(name)s” is empty. Nothing was kept. Check the file and send it again."),
    "too_large": _("The file “%(name)s” is larger than %(limit)s MB. Nothing was kept. Send a smaller one."),
    "forbidden_type": _(
        "We cannot accept a file of this kind: “%(name)s”. Nothing was kept. Send one of: %(allowed)s."
    ),
    "disguised": _(
        "The content of “%(name)s” is not what its name says. Nothing was kept. Save it again in the right "
        "format and send it."
    ),
    "encrypted_pdf": _(
        "The PDF “%(name)s” is locked. Nothing was kept. Save a copy without a password and restrictions, "
        "and send that."
    ),
    "unreadable_pdf": _("The PDF “%(name)s” cannot be opened. Nothing was kept. Save it again and send it."),
    "encrypted_archive": _("The archive “%(name)s” is locked with a password. Nothing was kept. Send it without one."),
    "encrypted_office": _("The document “%(name)s” is locked with a password. Nothing was kept. Send it without one."),
    "bad_name": _("The file has no name that we could keep. Nothing was kept. Give it a name and send it again."),
}


@dataclass(frozen=True)
class Policy:
    """What is accepted: bytes at most, media types (None: all but programs), PDFs that open but forbid printing."""

    max_bytes: int
    allowed: frozenset[str] | None = None
    restricted_pdf: bool = False

    @property
    def endings(self) -> str:
        """The accepted kinds as people know them: `docx, jpg, …`."""
        return ", ".join(sorted(formats.EXTENSIONS[kind] for kind in self.allowed or formats.EXTENSIONS))


CITIZENS = Policy(
    20 << 20,
    frozenset(
        media_type
        for media_type, ending in formats.EXTENSIONS.items()
        if ending in {"pdf", "jpg", "png", "tiff", "docx", "xlsx", "odt", "ods", "rtf", "txt", "asice"}
    ),
)
REGISTRY = Policy(100 << 20, restricted_pdf=True)


class UploadRefused(Exception):
    """The file is not taken in and nothing of it is kept. `code` is stable; `message` is in the reader's language."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    @property
    def message(self) -> str:
        """What happened, that nothing was kept, and what to do."""
        return gettext(_MESSAGES[self.code]) % self.values

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


@dataclass(frozen=True)
class Checked:
    """A file that may come in: its name as we keep it, its media type by content, its format if that was asked."""

    name: str
    media_type: str
    identified: formats.Identified | None = field(default=None, compare=False)


def check_upload(name: str, declared_media_type: str, content: BinaryIO, policy: Policy) -> Checked:
    """Judge a file from a stream, read from where it stands (the caller rewinds it). Raises UploadRefused."""
    kept = safe_name(name)
    first = content.read(CHUNK)
    scratch = MEMORY if len(first) < CHUNK and os.access(MEMORY, os.W_OK) else None
    with tempfile.NamedTemporaryFile(prefix="salter-", suffix=_plain_suffix(kept), dir=scratch) as copy:
        size = 0
        for chunk in chain([first], chunks(content)):
            size += len(chunk)
            if size > policy.max_bytes:
                raise UploadRefused("too_large", name=kept, limit=str(policy.max_bytes >> 20))
            copy.write(chunk)
        copy.flush()
        return check_file(kept, declared_media_type, Path(copy.name), policy)


def _plain_suffix(name: str) -> str:
    return PurePosixPath(name).suffix[:10]


def check_file(name: str, declared_media_type: str, path: Path, policy: Policy) -> Checked:
    """The same for a file on disk, whose ending should be that of the name. Raises UploadRefused."""
    name = safe_name(name)
    size = path.stat().st_size
    if not size:
        raise UploadRefused("empty", name=name)
    if size > policy.max_bytes:
        raise UploadRefused("too_large", name=name, limit=str(policy.max_bytes >> 20))
    content = _content(path)
    media_type = _agreed_type(name, declared_media_type, path, policy, content.media_type)
    if policy.allowed is not None and media_type not in policy.allowed:
        raise UploadRefused("forbidden_type", name=name, allowed=policy.endings)
    if media_type == "application/pdf":
        _check_pdf(name, path, policy)
    elif media_type in _IN_ARCHIVE or media_type == "application/zip":
        _check_zip(name, path)
    return Checked(_with_ending(name, media_type), media_type, content.identified)


def safe_name(name: str) -> str:
    """A name that is safe to show and to save: no folders, control or direction characters, at most 150 characters.

    Raises UploadRefused (`bad_name`) when nothing is left.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(" " if unicodedata.category(letter) in {"Zs", "Zl", "Zp", "Cc"} else letter for letter in last)
    visible = "".join(letter for letter in visible if unicodedata.category(letter) not in {"Cf", "Cs", "Co", "Cn"})
    clean = re.sub(r" +", " ", re.sub(r'[<>:"|?*]', "_", visible)).strip(" .")
    if not clean:
        raise UploadRefused("bad_name")
    suffix = PurePosixPath(clean).suffix
    suffix = suffix if len(suffix) <= 10 else ""
    return clean.removesuffix(suffix)[: 150 - len(suffix)].rstrip(" .") + suffix


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lstrip(".").lower()


def _with_ending(name: str, media_type: str) -> str:
    """The name, with the ending of its type when it has none that we know."""
    ending = formats.EXTENSIONS.get(media_type)
    keep = ending is None or media_type == "text/plain" or _ending(name) in _BY_EXTENSION
    return name if keep else f"{name}.{ending}"


def _agreed_type(name: str, declared: str, path: Path, policy: Policy, found: str) -> str:
    """The media type on which the name and `found`, that of the content, agree.

    Raises UploadRefused: `forbidden_type` or `disguised`.
    """
    ending = _ending(name)
    if ending in _PROGRAMS:
        raise UploadRefused("forbidden_type", name=name, allowed=policy.endings)
    claimed = _BY_EXTENSION.get(ending)
    if found == EXECUTABLE:
        code = "disguised" if claimed else "forbidden_type"
        raise UploadRefused(code, name=name, allowed=policy.endings)
    if found == "text/plain":
        if claimed in (None, *TEXTS.values()):
            return claimed or (declared if declared in TEXTS.values() else "text/plain")
        raise UploadRefused("disguised", name=name)
    if found == _OLE_ENCRYPTED:
        raise UploadRefused("encrypted_office", name=name)
    if found == "application/zip" and claimed in _IN_ARCHIVE and _IN_ARCHIVE[claimed] in _names(path):
        return claimed
    if claimed is not None and claimed != found:
        raise UploadRefused("disguised", name=name)
    return found


@dataclass(frozen=True)
class _Content:
    """The media type that the bytes speak for, and what siegfried said if it was asked."""

    media_type: str
    identified: formats.Identified | None = None


def _content(path: Path) -> _Content:
    """Cheap checks first, then siegfried."""
    with path.open("rb") as file:
        head = file.read(4096)
    if known := _known_beginning(head):
        return _Content(known)
    if head.startswith(_OLE) and _contains(path, _ENCRYPTED_PACKAGE):
        return _Content(_OLE_ENCRYPTED)
    found = formats.identify(path)
    if found.by_content and found.media_type and not _is_text(found.media_type):
        return _Content(found.media_type, found)
    return _Content("text/plain" if _reads_as_text(head) else UNKNOWN, found)


def _known_beginning(head: bytes) -> str | None:
    if head.startswith(_PROGRAM_BYTES):
        return EXECUTABLE
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    return next((media_type for beginning, media_type in _BYTES.items() if head.startswith(beginning)), None)


def _is_text(media_type: str) -> bool:
    return media_type.startswith("text/") or media_type in TEXTS.values()


def _reads_as_text(head: bytes) -> bool:
    """Whether the first bytes could be text in any encoding of ours: UTF-16 by its mark, else no control characters."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head)


def _contains(path: Path, wanted: bytes) -> bool:
    with path.open("rb") as file:
        before = b""
        for chunk in chunks(file):
            if wanted in before + chunk:
                return True
            before = chunk[-len(wanted) :]
    return False


def _check_pdf(name: str, path: Path, policy: Policy) -> None:
    try:
        lock = run_limited("salter.documents.pdf_lock", str(path), seconds=15, memory_mb=1024).decode().strip()
    except Stopped:
        lock = "broken"
    if lock == "broken":
        raise UploadRefused("unreadable_pdf", name=name)
    if lock == "locked" or (lock == "restricted" and not policy.restricted_pdf):
        raise UploadRefused("encrypted_pdf", name=name)


def _names(path: Path) -> list[str]:
    """What an archive holds; nothing when it cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except _BROKEN_ARCHIVE:
        return []


def _check_zip(name: str, path: Path) -> None:
    """Refuses what is locked with a password, and what is no archive at all."""
    try:
        with zipfile.ZipFile(path) as archive:
            locked = any(entry.flag_bits & 1 for entry in archive.infolist())
            odf_locked = _odf_encrypted(archive)
    except _BROKEN_ARCHIVE as error:
        raise UploadRefused("disguised", name=name) from error
    if locked or odf_locked:
        raise UploadRefused("encrypted_archive" if locked else "encrypted_office", name=name)


def _odf_encrypted(archive: zipfile.ZipFile) -> bool:
    if not {"META-INF/manifest.xml", "mimetype"} <= set(archive.namelist()):
        return False
    with archive.open("META-INF/manifest.xml") as manifest:
        return b"encryption-data" in manifest.read(1 << 20)
