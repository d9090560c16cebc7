"""What the pages of the administration share: one form a page, a refusal lands at its field, then back to the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from salter.organisations.absence import NOTES_ABSENCE
from salter.organisations.access import Viewer
from salter.organisations.models import AccountLink, Role
from salter.organisations.pages import OfficeRequest

PLACES = (
    ("staff", gettext_noop("Staff"), (Role.ADMINISTRATOR,)),
    ("units", gettext_noop("Units"), (Role.ADMINISTRATOR,)),
    ("mandates", gettext_noop("Stand-ins"), (Role.ADMINISTRATOR, Role.HEAD_OF_ADMINISTRATION)),
    ("absences", gettext_noop("Absences"), NOTES_ABSENCE),
    ("modes", gettext_noop("Functions"), (Role.ADMINISTRATOR,)),
    ("languages", gettext_noop("Languages"), (Role.ADMINISTRATOR,)),
    ("assurance", gettext_noop("Signing in"), (Role.ADMINISTRATOR,)),
    ("office", gettext_noop("The office"), (Role.ADMINISTRATOR,)),
    ("programs", gettext_noop("Programs"), (Role.ADMINISTRATOR,)),
    ("journal:hooks", gettext_noop("Webhooks"), (Role.ADMINISTRATOR,)),
)
"""Places of the administration; one with a colon is a page of a room above, which calls `tabs` with that name."""


class AdminForm(forms.Form):
    """A form of the administration. `codes` says at which field an action's refusal is shown."""

    codes: ClassVar[Mapping[str, str]] = {}

    def refuse(self, error: ValidationError) -> None:
        """Show what an action refused: at the field of its code, else on top."""
        code = getattr(error, "code", "") or ""
        name = self.codes.get(code, code)
        self.add_error(name if name in self.fields else None, error)


def tabs(viewer: Viewer, here: str) -> list[dict[str, Any]]:
    """The places of the administration that this viewer may go to."""
    return [
        {"url": reverse(name if ":" in name else f"organisations:{name}"), "label": _(label), "current": name == here}
        for name, label, roles in PLACES
        if viewer.has(*roles)
    ]


def show(request: OfficeRequest, page: str, here: str, context: dict[str, Any], *, bad: bool = False) -> HttpResponse:
    """A page; what was typed wrongly is answered with 422, so nothing of it is written."""
    template = f"organisations/administration/{page}.html"
    everything = {"tabs": tabs(request.viewer, here), **context}
    return render(request, template, everything, status=422 if bad else 200)


def deed(
    request: OfficeRequest,
    form: AdminForm,
    do: Callable[[], str | Promise],
    *,
    to: str,
    here: str,
    **words: Any,
) -> HttpResponse:
    """The page of one deed: `title`, `button`, `warning`, `text` are words; `do` gives those for after it."""
    if request.method == "POST" and form.is_valid():
        try:
            said = do()
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, str(said))
            return redirect(to)
    return show(request, "do", here, {"form": form, "back": to, **words}, bad=bool(form.errors))


def done(request: OfficeRequest, do: Callable[[], str | Promise], *, to: str) -> HttpResponse:
    """A deed without a form; a refusal is said where one comes from."""
    try:
        messages.success(request, str(do()))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(to)


def site_of(request: OfficeRequest) -> str:
    """Where this office answers, for links that leave it."""
    host = request.organisation.hostname
    return f"https://{host}" if host else f"{request.scheme}://{request.get_host()}"


def address_of(link: AccountLink, token: str) -> str:
    """The whole address of a one-time link; in Cyrillic, the official script."""
    return f"{link.site}/password/{token}/"
