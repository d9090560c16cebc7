"""A paper was typed while the book of the year was closed: one question, and it goes into the next book."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from salter.organisations import kept
from salter.organisations.models import KeptForm, Role
from salter.organisations.pages import OfficeRequest, page
from salter.registry import queries
from salter.registry.navigation import CLERKS
from salter.registry.views.common import show

SHOWN = ("party-0-name", "matter", "subject", "received_at")
"""By these a clerk knows the paper again."""


@page(*CLERKS, keeps=False)
def next_book(request: OfficeRequest, form_id: UUID) -> HttpResponse:
    """What has happened, that nothing is lost, and whether the paper goes into the next book."""
    account = request.viewer.account
    if account is None:
        raise KeptForm.DoesNotExist
    form = kept.opened(account, form_id)
    standing = queries.next_book(request.viewer)
    fields = [(name, value) for name, values in form.fields.items() for value in values if name != "book_year"]
    labels = {"party-0-name": _("Party"), "matter": _("Procedure"), "subject": _("About"), "received_at": _("Received")}
    context = {
        "kept": form,
        "of": kept.KEPT,
        "closed": standing.closed,
        "following": standing.following,
        "fields": fields,
        "shown": [(labels[name], value) for name in SHOWN for value in form.fields.get(name, []) if value],
        "may_open": request.viewer.has(Role.REGISTRY_HEAD),
        "next_year": standing.year + 1,
    }
    return show(request, "registry/next_book.html", context)
