"""Asking for a copy of a book: the worker makes it, its asker gets it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.registry.books.columns import BookKind
from salter.registry.books.reading import last_of_list
from salter.registry.books.work import make_copy
from salter.registry.models import ActList, BookCopy, BookFormat, Register
from salter.registry.queries import BOOK_READERS

LANGUAGES = ("sr", "sr-latn")


@transaction.atomic
def ask_copy(
    viewer: Viewer,
    *,
    kind: BookKind,
    register: Register,
    form: BookFormat,
    language: str = "sr",
    act_list: ActList | None = None,
) -> BookCopy:
    """Ask for a copy of a book as it stands now: the numbers that it has reached, as the asker may see them.

    Raises NotAllowed, and ValidationError (code `language`).
    """
    require(viewer, *BOOK_READERS)
    assert viewer.account is not None
    if language not in LANGUAGES:
        raise ValidationError(_("Choose the script of the book."), code="language")
    first = 1 if act_list else register.first_ordinal
    copy = BookCopy.objects.create(
        organisation=viewer.organisation,
        register=register,
        act_list=act_list,
        book=kind.value,
        format=form,
        language=language,
        first=first,
        last=last_of_list(act_list) if act_list else register.last_ordinal,
        reached=first - 1,
        asked_by=viewer.account,
        asked_at=clock.now(viewer.organisation),
    )
    record(
        viewer,
        "book.asked",
        subject=("book-copy", copy.pk),
        body={
            "book": kind.value,
            "year": register.year,
            "first": copy.first,
            "last": copy.last,
            "format": form.value,
        },
    )
    make_copy.defer(organisation=viewer.organisation.pk, copy=str(copy.pk))
    return copy
