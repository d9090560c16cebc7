"""Pages of webhooks: which programs are told what happens in the office, how they answer, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from salter.journal.hooks import actions, queries
from salter.journal.hooks.forms import HookForm
from salter.journal.models import Hook
from salter.organisations.administration.common import done, tabs
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page

PROBLEMS = {
    "refused": gettext_lazy("It refused."),
    "slow": gettext_lazy("It did not answer within ten seconds."),
    "name": gettext_lazy("There is no such host: check the address."),
    "away": gettext_lazy("It cannot be reached."),
    "tls": gettext_lazy("Its certificate is not valid, so nothing was sent."),
    "private": gettext_lazy("The address lies in a closed network that this installation may not call."),
    "plain": gettext_lazy("The address is not encrypted (https://), so nothing was sent."),
}


def _show(request: OfficeRequest, template: str, context: dict[str, Any], *, bad: bool = False) -> HttpResponse:
    everything = {"tabs": tabs(request.viewer, "journal:hooks"), **context}
    return render(request, f"journal/{template}.html", everything, status=422 if bad else 200)


def _at(hook: Hook) -> str:
    return reverse("journal:hook", args=[hook.pk])


@require_GET
@page(Role.ADMINISTRATOR)
def hooks(request: OfficeRequest) -> HttpResponse:
    """The webhooks and how they do."""
    return _show(request, "hooks", {"rows": queries.hooks(request.viewer)})


@page(Role.ADMINISTRATOR)
def change(request: OfficeRequest, hook_id: UUID | None = None) -> HttpResponse:
    """Set up a webhook, or change one."""
    row = queries.hook(request.viewer, hook_id) if hook_id else None
    form = HookForm(request.POST or None, hook=row)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_at(actions.keep_hook(request.viewer, hook=row, **form.cleaned_data)))
        except ValidationError as error:
            form.refuse(error)
    return _show(request, "hook_form", {"form": form, "row": row}, bad=bool(form.errors))


@require_GET
@page(Role.ADMINISTRATOR)
def hook(request: OfficeRequest, hook_id: UUID) -> HttpResponse:
    """One webhook: what it is told of, how far it is, its calls."""
    return _show(request, "hook", _of_hook(request, queries.hook(request.viewer, hook_id)))


def _of_hook(request: OfficeRequest, row: Hook) -> dict[str, Any]:
    before = None
    with suppress(ValueError):
        before = UUID(request.GET.get("before", ""))
    found = queries.calls(request.viewer, row, before)
    shown = found[: queries.SHOWN]
    return {
        "row": row,
        "behind": queries.behind(row),
        "calls": [{"row": call, "problem": PROBLEMS.get(call.problem, "")} for call in shown],
        "next_url": f"?before={shown[-1].pk}" if len(found) > len(shown) else "",
        "refuses": bool(row.failures and shown and shown[0].problem),
    }


@require_POST
@page(Role.ADMINISTRATOR)
def secret(request: OfficeRequest, hook_id: UUID) -> HttpResponse:
    """Another secret, shown this once."""
    row = queries.hook(request.viewer, hook_id)
    context = {"secret": actions.new_secret(request.viewer, hook=row), **_of_hook(request, row)}
    answer = _show(request, "hook", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _deed(request: OfficeRequest, hook_id: UUID, do: Callable[[Hook], object], said: str, to: str = "") -> HttpResponse:
    """A button of the page of a webhook."""
    row = queries.hook(request.viewer, hook_id)

    def deed() -> str:
        do(row)
        return said

    return done(request, deed, to=to or _at(row))


@require_POST
@page(Role.ADMINISTRATOR)
def pause(request: OfficeRequest, hook_id: UUID) -> HttpResponse:
    """Call it no more."""
    return _deed(request, hook_id, lambda row: actions.pause(request.viewer, hook=row), _("Paused."))


@require_POST
@page(Role.ADMINISTRATOR)
def resume(request: OfficeRequest, hook_id: UUID) -> HttpResponse:
    """Call it again."""
    said = _("It is called now, from where it stopped.")
    return _deed(request, hook_id, lambda row: actions.resume(request.viewer, hook=row), said)


@require_POST
@page(Role.ADMINISTRATOR)
def skip(request: OfficeRequest, hook_id: UUID) -> HttpResponse:
    """Go on behind what it refuses."""
    said = _("What it refused was left out; it goes on with the next.")
    return _deed(request, hook_id, lambda row: actions.skip(request.viewer, hook=row), said)


@require_POST
@page(Role.ADMINISTRATOR)
def replay(request: OfficeRequest, hook_id: UUID, call_id: UUID) -> HttpResponse:
    """Tell it once more from an entry on."""

    def again(row: Hook) -> Hook:
        return actions.replay(request.viewer, hook=row, call=queries.call(request.viewer, row, call_id))

    return _deed(request, hook_id, again, _("It is told once more everything from there on."))


@require_POST
@page(Role.ADMINISTRATOR)
def remove(request: OfficeRequest, hook_id: UUID) -> HttpResponse:
    """Forget a webhook."""
    to, said = reverse("journal:hooks"), _("The webhook was removed.")
    return _deed(request, hook_id, lambda row: actions.remove(request.viewer, hook=row), said, to)
