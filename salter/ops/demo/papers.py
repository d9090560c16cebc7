"""The page on which a citizen of the demo has written a request."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.utils import timezone

from salter.documents.rendering import render
from salter.ui.formats import format_date

TYPST = Path(__file__).parent / "typst"


def paper(*, title: str, text: str, name: str, address: str, at: datetime) -> bytes:
    """A page that a citizen has written."""
    data = {
        "language": "sr",
        "to": "Општинској управи општине Ведрово",
        "title": title,
        "text": text,
        "date": f"У Ведрову, {format_date(timezone.localdate(at))}",
        "name": name,
        "address": address,
    }
    return render("request", data, at=at, sources=TYPST)
