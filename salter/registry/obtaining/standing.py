"""The body's request for standing access to data of official records, made of its catalogue (Decree 56/2017).

It names the matters, the legal ground and the data, as the decree asks; nothing is sent from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.calendars import law
from salter.calendars.law import cited
from salter.documents.paper import letterhead
from salter.documents.rendering import render
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.tenancy import uuid7
from salter.registry import deadlines
from salter.registry.models import Procedure
from salter.registry.obtaining.rules import BY_BODY, BY_CHOICE
from salter.registry.plan import READERS as ASKS

TITLE = "Захтев за приступ подацима из службених евиденција"


@dataclass(frozen=True, slots=True)
class Matter:
    """A procedure with the data that the body obtains in it."""

    id: UUID
    code: str
    name: str
    ground: str
    data: tuple[str, ...]


def matters(viewer: Viewer) -> list[Matter]:
    """The procedures of the catalogue in which the body obtains data, by code: one query."""
    require(viewer, *ASKS)
    rows = Procedure.objects.filter(organisation=viewer.organisation, active=True).order_by("code")
    return [
        Matter(row.pk, row.code, row.name_cyr, row.legal_basis, data)
        for row in rows.only("code", "name_cyr", "legal_basis", "required_documents")
        if (data := tuple(one["name"] for one in row.required_documents if one.get("by") in (BY_BODY, BY_CHOICE)))
    ]


@transaction.atomic
def request_access(viewer: Viewer, *, recipient: str, number: str = "") -> bytes:
    """The request as PDF/A, to be signed and sent by the office's own way.

    Raises NotAllowed, and ValidationError with codes `recipient`, `matters` (the catalogue names no data).
    """
    found = matters(viewer)
    if not recipient.strip():
        raise ValidationError(_("Write to whom the request goes."), code="recipient")
    if not found:
        raise ValidationError(_("The catalogue names no data that the body obtains."), code="matters")
    office = viewer.organisation
    data: dict[str, Any] = {  # DataRequest
        **letterhead(office, title=TITLE, number=number.strip(), on=clock.today(office)),
        "recipient": [line.strip() for line in recipient.splitlines() if line.strip()],
        "facts": [{"label": "Орган", "value": office.body_cyr}, {"label": "Број послова", "value": str(len(found))}],
        "paragraphs": [*_words(viewer), _table(found)],
        "signature": {"name": viewer.name, "function": viewer.staff.title if viewer.staff else ""},
    }
    pdf = render("data_request", data, at=clock.now(office))
    body = {"matters": len(found), "codes": ", ".join(one.code for one in found)}
    record(viewer, "data-access.requested", subject=("organisation", uuid7()), body=body)
    return pdf


def _words(viewer: Viewer) -> list[str]:
    settings = deadlines.settings_of(viewer.organisation)
    duty, decree = cited(law.EX_OFFICIO_DUTY.article), cited(law.ACCESS_DECISION.article)
    return [
        "Тражимо сталан приступ подацима из службених евиденција који су нам потребни за послове наведене у табели. "
        f"Податке прибављамо по службеној дужности ({duty}) и користимо само за те послове.",
        f"О захтеву се одлучује у року од {settings.access_decision_days} радних дана, а приступ се омогућава у року "
        f"од {settings.access_grant_days} радна дана после тога ({decree}; члан није проверен).",
    ]


def _table(found: list[Matter]) -> dict[str, Any]:
    rows = [[f"{one.code} {one.name}", one.ground or "–", "; ".join(one.data)] for one in found]
    return {"kind": "table", "columns": ["Посао", "Правни основ", "Подаци"], "rows": rows}
