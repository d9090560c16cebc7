"""Books of the registry office, the catalogue of procedures, and the parties."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from salter.documents.sending import send
from salter.organisations.models import Function, Role
from salter.organisations.pages import OfficeRequest, number_of, page
from salter.organisations.queries import in_companion
from salter.registry import actions, desk, queries
from salter.registry.actions.books import may_close
from salter.registry.books import reading
from salter.registry.books.columns import COLUMNS, MARKS, BookKind
from salter.registry.books.lines import RESTRICTED
from salter.registry.forms import OfficeForm, party_forms
from salter.registry.looks import look_at_books, look_at_register
from salter.registry.models import Register
from salter.registry.navigation import CLERKS
from salter.registry.parallel.queries import READERS as KEEP_TWO
from salter.registry.views.common import book_name, do_form, show


@page(*desk.BOOK_READERS)
def registers(request: OfficeRequest) -> HttpResponse:
    """The books of all years."""
    viewer = request.viewer
    look_at_books(viewer)
    context = {
        "registers": queries.registers(viewer),
        "may_open": viewer.has(Role.REGISTRY_HEAD),
        "may_parallel": viewer.has(*KEEP_TWO),
        "beside": viewer.has(*CLERKS) and in_companion(request.organisation, Function.REGISTER),
        "administrative": [(kind.value, mark) for kind, mark in MARKS.items()],
    }
    return show(request, "registry/registers.html", context)


@page(*desk.BOOK_READERS)
def book(request: OfficeRequest, code: str, year: int) -> HttpResponse:
    """A book in its prescribed columns (regulation.md 1.7, 1.11), by number."""
    viewer = request.viewer
    kind, register = queries.book_of_code(viewer, code, year)
    look_at_register(viewer, register)
    after = max(number_of(request.GET.get("after", "")), register.first_ordinal - 1)
    lines, reached = reading.book_of(viewer, kind, register).read(after, register.last_ordinal, stretch=desk.PAGE)
    here = reverse("registry:book", args=[code, year])
    whole = reached >= register.last_ordinal
    context = {
        "kind": kind.value,
        "code": code,
        "name": book_name(kind),
        "register": register,
        "columns": COLUMNS[kind],
        "lines": lines,
        "restricted": RESTRICTED,
        "next_url": "" if whole else f"{here}?after={reached}",
        "previous_url": here if after >= register.first_ordinal else "",
        "may_close": kind is BookKind.BASIC and viewer.has(Role.REGISTRY_HEAD) and not _refusal(request, register),
        "may_carry": kind is BookKind.BASIC and viewer.has(Role.REGISTRY_HEAD) and register.closed_at is not None,
        "copy_url": reverse("registry:copy-book", args=[code, year]),
    }
    return show(request, "registry/book.html", context)


@page(Role.REGISTRY_HEAD)
def close_register(request: OfficeRequest, code: str, year: int) -> HttpResponse:
    """What closing the book of a year will note, and closing it."""
    viewer = request.viewer
    register = queries.register(viewer, code, year)
    form = OfficeForm(request.POST or None)
    here = reverse("registry:book", args=[code, year])

    def do() -> tuple[str, str]:
        actions.close_register(viewer, register=register)
        return here, _("The book of %(year)s is closed.") % {"year": year}

    answered = do_form(request, form, do)
    if answered:
        return answered
    context = {
        "register": register,
        "count": queries.count_book(viewer, register),
        "form": form,
        "refused": _refusal(request, register),
    }
    return show(request, "registry/close_register.html", context, bad=bool(form.errors))


def _refusal(request: OfficeRequest, register: Register) -> str:
    """Why the book cannot be closed now, or nothing."""
    try:
        may_close(request.viewer, register)
    except ValidationError as error:
        return str(error.message % (error.params or {}))
    return ""


@page(*desk.BOOK_READERS)
def closing_note(request: OfficeRequest, code: str, year: int) -> HttpResponse:
    """The official note with which a book was closed."""
    register = queries.register(request.viewer, code, year)
    if register.closing_note is None:
        raise Http404
    look_at_register(request.viewer, register)
    return send(register.closing_note, download="download" in request.GET)


@page(*CLERKS)
def parties(request: OfficeRequest) -> HttpResponse:
    """Find a party by name in either script or by number; asked by htmx, only the choices for one form."""
    prefix = request.GET.get("prefix", "")
    if request.headers.get("HX-Request") and prefix.startswith("party-") and prefix[6:].isdecimal():
        return _choices(request, prefix)
    q = request.GET.get("q", "")[:200]
    found = list(queries.parties(request.viewer, q)) if q.strip() else []
    may_merge = request.viewer.has(Role.REGISTRY_HEAD)
    return show(request, "registry/parties.html", {"q": q, "parties": found, "twins": may_merge})


def _choices(request: OfficeRequest, prefix: str) -> HttpResponse:
    q = request.GET.get(f"{prefix}-name", "")[:200]
    place = number_of(prefix[6:])
    found = list(queries.parties(request.viewer, q, limit=6)) if len(q.strip()) > 1 else []
    forms = party_forms(None, found=[found if place == here else [] for here in range(4)])
    form = forms[place] if place < len(forms) else forms[0]
    return render(request, "registry/parts/known.html", {"party": form})
