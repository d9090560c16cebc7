"""Opening the book of a year, also in the middle of it: from the number that the old book has reached."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.documents.actions import keep_own
from salter.documents.models import Document
from salter.documents.paper import letterhead
from salter.documents.rendering import render
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Organisation, Role
from salter.registry.actions.cases import open_register
from salter.registry.actions.lists import open_again
from salter.registry.models import Register, RegisterKind
from salter.signatures.actions import NoCredential, seal_pdf
from salter.ui.formats import format_date

LARGEST = 999_999
BASIC = RegisterKind.BASIC.value


@transaction.atomic
def open_book(
    viewer: Viewer, *, year: int, old_book_last: int = 0, old_book: str = "", ground: str = "", lists: bool = False
) -> Register:
    """Open the basic register of a year with an official note; numbers go on after `old_book_last`.

    With `lists`, the lists of acts of the year before are opened again, under its first numbers. The note is sealed
    where the body has a seal, and kept with the book. Raises NotAllowed, and ValidationError with codes `year`,
    `old_book_last`, `ground`.
    """
    require(viewer, Role.REGISTRY_HEAD)
    Organisation.objects.select_for_update().get(pk=viewer.organisation.pk)
    _may_open(viewer, year)
    if not 0 <= old_book_last <= LARGEST:
        raise ValidationError(_("Write the last number of the old book: 0 if there is none."), code="old_book_last")
    if old_book_last and not (old_book.strip() and ground.strip()):
        raise ValidationError(
            _("A book that goes on from an old one names the old book and the ground for leaving it."), code="ground"
        )
    register = open_register(viewer, year=year, old_book_last=old_book_last)
    register.opened_by, register.opening_note = (
        viewer.account,
        _keep(viewer, register, old_book.strip(), ground.strip()),
    )
    register.old_book, register.opening_ground = old_book.strip()[:200], ground.strip()[:300]
    register.save(update_fields=["opened_by", "opening_note", "old_book", "opening_ground"])
    record(
        viewer,
        "register.noted",
        subject=("register", register.pk),
        body={
            "year": year,
            "code": register.code,
            "last": old_book_last,
            "old_book": old_book,
            "ground": ground,
            "sha256": register.opening_note.sha256,
        },
    )
    if lists:
        open_again(viewer, register)
    return register


def _may_open(viewer: Viewer, year: int) -> None:
    """Raise ValidationError (code `year`) for a year that is not to be opened now, or that has its book already."""
    today = clock.today(viewer.organisation)
    if year != today.year and not (today.month == 12 and year == today.year + 1):
        raise ValidationError(
            _("Only the book of this year is opened; that of the next one from December."), code="year"
        )
    if Register.objects.filter(organisation=viewer.organisation, code=BASIC, year=year).exists():
        raise ValidationError(_("The book of %(year)s is open already.") % {"year": year}, code="year")


def _keep(viewer: Viewer, register: Register, old_book: str, ground: str) -> Document:
    pdf, name = _note(viewer, register, old_book, ground), f"otvaranje-{register.code}-{register.year}.pdf"
    try:
        return seal_pdf(viewer, pdf=pdf, name=name)
    except NoCredential:  # a body without a seal opens its book all the same
        return keep_own(viewer, name=name, data=pdf, media_type="application/pdf")


def _note(viewer: Viewer, register: Register, old_book: str, ground: str) -> bytes:
    """The official note on one page."""
    now = clock.now(viewer.organisation)
    day = timezone.localdate(now)
    title = f"Службена белешка о отварању основне евиденције за {register.year}. годину"
    head = letterhead(viewer.organisation, title=title, number=f"{register.code}/{register.year}", on=day)
    facts = [("Први редни број", str(register.first_ordinal)), ("Отворио", viewer.name)]
    text = f"Основна евиденција за {register.year}. годину отворена је {format_date(day)} године."
    if register.last_ordinal:
        facts[:0] = [("Досадашња евиденција", old_book), ("Последњи број у њој", str(register.last_ordinal))]
        facts.append(("Основ", ground))
        text += (
            f" Досадашња евиденција се закључује бројем {register.last_ordinal}; бројеви се настављају без прекида од "
            f"{register.first_ordinal}. Предмети до тог броја воде се у досадашњој евиденцији."
        )
    data: dict[str, Any] = {  # OfficialNote
        **head,
        "facts": [{"label": label, "value": value} for label, value in facts],
        "paragraphs": [text],
    }
    return render("official_note", data, at=now)
