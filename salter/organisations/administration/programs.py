"""Other programs of the office: which there are, what their tokens may be used for, a new token shown once."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from salter.organisations import actions, queries
from salter.organisations.account import tokens_of
from salter.organisations.actions.programs import DAYS
from salter.organisations.administration.common import deed, show
from salter.organisations.administration.forms import ProgramForm, TokenForm
from salter.organisations.models import Role, Staff, TokenScope
from salter.organisations.pages import OfficeRequest, page


def url_of(program: Staff) -> str:
    """The page of a program."""
    return reverse("organisations:program", args=[program.pk])


@page(Role.ADMINISTRATOR)
def programs(request: OfficeRequest) -> HttpResponse:
    """The programs that work with the API."""
    return show(request, "programs", "programs", {"rows": queries.programs(request.viewer)})


@page(Role.ADMINISTRATOR)
def new_program(request: OfficeRequest) -> HttpResponse:
    """Let another program in."""
    form = ProgramForm(request.POST or None, viewer=request.viewer)
    made: list[Staff] = []

    def do() -> str:
        made.append(actions.add_program(request.viewer, **form.cleaned_data))
        return _("The program was added. It works once it has a token.")

    words = {"title": _("Add a program"), "button": _("Add the program")}
    answer = deed(request, form, do, to=reverse("organisations:programs"), here="programs", **words)
    return redirect(url_of(made[0])) if made else answer


@page(Role.ADMINISTRATOR)
def program(request: OfficeRequest, staff_id: UUID) -> HttpResponse:
    """A program with its tokens; sending the form gives it one more, shown this once."""
    row = queries.program(request.viewer, staff_id)
    form = TokenForm(request.POST or None, initial={"days": min(settings.SALTER_TOKEN_DAYS, DAYS)})
    token = ""
    if request.method == "POST" and form.is_valid():
        scopes = [TokenScope(scope) for scope in form.cleaned_data["scopes"]]
        token = actions.give_token(request.viewer, program=row, scopes=scopes, days=form.cleaned_data["days"])
        form = TokenForm(initial=form.cleaned_data)
    context = {"program": row, "form": form, "token": token, "tokens": tokens_of(request.viewer, row.account)}
    answer = show(request, "program", "programs", context, bad=bool(form.errors))
    answer["Cache-Control"] = "no-store"
    return answer
