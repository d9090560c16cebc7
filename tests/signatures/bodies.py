"""A TEST trust service, a decision-like PDF and its revisions, as the tests of this room need them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import typst
from pyhanko.sign.timestamps.api import TimeStamper

from salter.signatures.keys import Credential
from salter.signatures.pades import add_document_timestamp, prepare, seal, sign
from salter.signatures.profile import DECISION_FIELDS, OFFICIAL, SEAL, TIMESTAMP
from salter.signatures.timestamps import LocalTestAuthority
from salter.signatures.trust import Algorithm, DemoTrust

AT = datetime(2025, 6, 2, 10, 0, tzinfo=UTC)  # in the past: pyHanko reads the machine clock in its long-term validation

DECISION = """
#set document(title: "Решење о заузећу јавне површине", author: "Општина Пример", date: datetime(
  year: 2025, month: 6, day: 2))
#set text(lang: "sr", font: "Libertinus Serif")
= Решење
Усваја се захтев странке. #lorem(80)
== Образложење
#table(columns: 2, table.header[Пропис][Члан], [ЗУП], [141])
#lorem(400)
"""


@dataclass(frozen=True)
class Body:
    """A body with its trust service, one official and a seal."""

    trust: DemoTrust
    official: Credential
    seal: Credential

    @classmethod
    def open(cls, folder: Path, name: str = "Šalter", algorithm: Algorithm = "p256") -> Body:
        """Make a whole body in `folder`."""
        trust = DemoTrust.create(folder, AT, name=name, algorithm=algorithm)
        official = trust.issue_signatory("Мила Примеровић", "Општина Пример", "Одељење за урбанизам")
        return cls(trust, official, trust.issue_seal("Општина Пример"))

    def authority(self, at: datetime = AT) -> LocalTestAuthority:
        """The body's TEST time-stamping authority, its clock standing at `at`."""
        return LocalTestAuthority(self.trust.tsa, lambda: at)


@dataclass(frozen=True)
class Revisions:
    """A decision as it grows."""

    prepared: bytes
    signed: bytes
    sealed: bytes
    final: bytes


def decision_pdf(source: str = DECISION) -> bytes:
    """A decision-like PDF/A-3a and PDF/UA-1 as typst writes it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "decision.typ"
        path.write_text(source, encoding="utf-8")
        pdf = typst.compile(path, format="pdf", pdf_standards=["a-3a", "ua-1"], ignore_system_fonts=True)
    assert isinstance(pdf, bytes)
    return pdf


def make_revisions(body: Body, pdf: bytes, authority: TimeStamper | None = None, at: datetime = AT) -> Revisions:
    """Sign, seal and time-stamp a PDF to B-LTA."""
    tsa = authority or body.authority(at)
    prepared = prepare(pdf, DECISION_FIELDS)
    signed = sign(prepared, OFFICIAL, body.official, at=at, timestamper=tsa, reason="Решење")
    sealed = seal(signed, SEAL, body.seal, at=at, timestamper=tsa)
    return Revisions(prepared, signed, sealed, stamp(body, sealed, TIMESTAMP, at, tsa))


def stamp(body: Body, pdf: bytes, field: str | None, at: datetime = AT, authority: TimeStamper | None = None) -> bytes:
    """Add validation data and a document time-stamp."""
    tsa = authority or body.authority(at)
    return add_document_timestamp(
        pdf, field, timestamper=tsa, anchors=body.trust.anchors, crls=body.trust.crls(at), at=at
    )
