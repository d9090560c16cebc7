"""The same invented papers with a second language, as an office prints them for a case in Hungarian."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salter.documents.labels import labels
from tests.documents.samples import COVERS, DECISION, LETTER, RECEIPT, SLIPS

HEAD: dict[str, Any] = {
    "language": "hu",
    "title": "Határozat: közterület-foglalás engedélyezése",
    "body": {"name": "Bela Reka község", "authority": "Községi Közigazgatási Hivatal"},
    "number": "350-123/2026-IV-02",
    "date": "2026. november 23.",
    "place": "Bela Reka",
}
RULING: dict[str, Any] = {
    **HEAD,
    "subject": "közterület-foglalás engedélyezése",
    "introduction": ["A Községi Közigazgatási Hivatal Szűcs Ödön ügyfél kérelme ügyében meghozza ezt a határozatot"],
    "points": ["A kérelemnek HELYT AD.", "Az engedély egy évig érvényes."],
    "reasoning": ["Az ügyfél 2026. november 3-án kérelmet nyújtott be a térre nyíló üzlete előtti terület ügyében."],
    "remedy": ["E határozat ellen fellebbezésnek van helye a közléstől számított 15 napon belül."],
}
WRITTEN: dict[str, Any] = {**HEAD, "subject": "Felhívás a beadvány kiegészítésére", "paragraphs": ["Kérjük, pótolja."]}
RECEIVED: dict[str, Any] = {
    **HEAD,
    "sentence": "A beadványát átvettük és iktattuk.",
    "next": ["Hogy hol tart az ügy, azt bármikor megtekintheti."],
    "proof": {"text": "A bejegyzést a napló őrzi."},
}
OUTSIDE: dict[str, Any] = {"second": {"language": "hu", "labels": labels("hu")}}
BILINGUAL: dict[str, tuple[str, Mapping[str, object]]] = {
    "decision": ("decision", {**DECISION, "second": RULING}),
    "conclusion": ("conclusion", {**DECISION, "second": RULING}),
    "draft": ("decision", {**DECISION, "draft": True, "practice": True, "second": RULING}),
    "letter": ("letter", {**LETTER, "second": WRITTEN}),
    "cover": ("letter_covers", {**COVERS, "items": [{**one, **OUTSIDE} for one in COVERS["items"]]}),
    "slip": ("return_slips", {**SLIPS, "items": [{**one, **OUTSIDE} for one in SLIPS["items"]]}),
    "receipt": ("submission_receipt", {**RECEIPT, "second": RECEIVED}),
}
"""Template and data by a name of the case."""
