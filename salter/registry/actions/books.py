"""Closing the book of a year with its official note, after which no number is given from it any more."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.documents.paper import letterhead
from salter.documents.rendering import render
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Role
from salter.registry.actions.lists import close_lists_of
from salter.registry.models import Register
from salter.registry.queries import BookCount, count_book
from salter.signatures.actions import seal_pdf
from salter.ui.formats import format_date

LAST_DAY = (12, 31)


@transaction.atomic
def close_register(viewer: Viewer, *, register: Register) -> Register:
    """Close the book of a year, on its 31 December or later, with a note sealed by the body (regulation.md 1.7).

    Cases that are not finished keep their number and go on. Raises NotAllowed, and ValidationError with codes
    `closed`, `too-early`.
    """
    require(viewer, Role.REGISTRY_HEAD)
    register = Register.objects.select_for_update(of=("self",)).get(pk=register.pk)
    may_close(viewer, register)
    close_lists_of(viewer, register)
    count = count_book(viewer, register)
    register.closed_at, register.closed_by = clock.now(viewer.organisation), viewer.account
    name = f"zakljucenje-{register.code}-{register.year}.pdf"
    register.closing_note = seal_pdf(viewer, pdf=_note(viewer, register, count), name=name)
    register.save(update_fields=["closed_at", "closed_by", "closing_note"])
    record(
        viewer,
        "register.closed",
        subject=("register", register.pk),
        body={
            "year": register.year,
            "code": register.code,
            "last": register.last_ordinal,
            "entries": count.entries,
            "cancelled": count.cancelled,
            "unfinished": count.unfinished,
            "sha256": register.closing_note.sha256,
        },
    )
    return register


def may_close(viewer: Viewer, register: Register) -> None:
    """Raise ValidationError when the book is closed already, or its year is not over."""
    if register.closed_at:
        raise ValidationError(_("This book is closed already."), code="closed")
    if clock.today(viewer.organisation) < date(register.year, *LAST_DAY):
        raise ValidationError(
            _("The book of %(year)s is closed on 31 December %(year)s at the earliest: until then it takes entries.")
            % {"year": register.year},
            code="too-early",
        )


def _note(viewer: Viewer, register: Register, count: BookCount) -> bytes:
    """The official note on one page."""
    organisation, now = viewer.organisation, clock.now(viewer.organisation)
    title = f"Службена белешка о закључењу основне евиденције за {register.year}. годину"
    day = timezone.localdate(now)
    head = letterhead(organisation, title=title, number=f"{register.code}/{register.year}", on=day)
    data: dict[str, Any] = {  # OfficialNote
        **head,
        "facts": [
            {"label": "Први редни број", "value": str(register.first_ordinal)},
            {"label": "Последњи редни број", "value": str(register.last_ordinal)},
            {"label": "Број уписа", "value": str(count.entries)},
            {"label": "Од тога поништено", "value": str(count.cancelled)},
            {"label": "Незавршено на дан закључења", "value": str(count.unfinished)},
            {"label": "Закључио", "value": viewer.name},
        ],
        "paragraphs": [
            f"Основна евиденција за {register.year}. годину закључена је {format_date(day)} године са редним бројем "
            f"{register.last_ordinal}. После закључења у њу се више ништа не уписује.",
            "Предмети који на дан закључења нису завршени задржавају свој број и воде се до завршетка под њим.",
        ],
    }
    return render("official_note", data, at=now)
