"""The card of a case that is conducted in another language beside Serbian."""

from __future__ import annotations

from salter.organisations.languages import name_of
from salter.organisations.pages import OfficeRequest
from salter.registry.cards import Card
from salter.registry.desk import CaseFile


def spoken(request: OfficeRequest, file: CaseFile) -> Card | None:
    """Reads nothing; what is on its way in another language is told from what the page has read."""
    code = file.case.language
    otherwise = [act for act in file.acts if act.language != code and act.status in ("submitted", "approved")]
    if not code and not otherwise:
        return None
    return Card("registry/cards/language.html", {"name": name_of(code), "code": code, "otherwise": otherwise})
