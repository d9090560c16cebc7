"""The card of a case with the place of its papers and who has borrowed them."""

from __future__ import annotations

from salter.organisations.pages import OfficeRequest
from salter.registry.cards import Card
from salter.registry.desk import CaseFile
from salter.registry.shelves import queries
from salter.registry.shelves.actions import KEEPERS


def place(request: OfficeRequest, file: CaseFile) -> Card | None:
    """Two queries: where it lies, and whether it is lent."""
    lies, out = queries.place_of(file.case), queries.loan_of(file.case)
    if not lies and not out:
        return None
    keeps = request.viewer.has(*KEEPERS)
    return Card("registry/cards/place.html", {"lies": lies, "out": out, "keeps": keeps})
