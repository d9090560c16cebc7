"""What of the registry hangs on a unit or a person, for whoever wants to close it (organisations/burdens.py)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from salter.organisations.burdens import Burden
from salter.organisations.models import Organisation, Staff, Unit
from salter.registry.models import Act, ActStatus, Case, Procedure

UNFINISHED = (ActStatus.DRAFT, ActStatus.SUBMITTED, ActStatus.APPROVED)


def count(organisation: Organisation, bearer: Unit | Staff) -> Iterator[Burden]:
    """Cases that are not closed; for a unit its procedures, for a person the acts that are not signed yet."""
    still_open = Case.objects.filter(organisation=organisation, closed_at=None, cancelled_at=None)
    if isinstance(bearer, Unit):
        yield Burden(_("open cases"), still_open.filter(unit=bearer).count())
        procedures = Procedure.objects.filter(organisation=organisation, unit=bearer)
        yield Burden(_("procedures of the catalogue"), procedures.count())
    else:
        yield Burden(_("open cases"), still_open.filter(handler=bearer).count())
        acts = Act.objects.filter(organisation=organisation, author=bearer, status__in=UNFINISHED)
        yield Burden(_("acts not signed yet"), acts.count())
