"""Pages of work: assigning many cases at once."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from salter.organisations.absence import away
from salter.organisations.pages import OfficeRequest, page
from salter.registry import queries as registry
from salter.registry import steps
from salter.registry.assigning import lacking, unauthorised
from salter.registry.desk import Narrow
from salter.registry.forms import AssignForm, Target
from salter.registry.models import Case
from salter.registry.views.common import do_form, show
from salter.registry.views.lists import in_words, read
from salter.registry.work import actions, queries, rules
from salter.registry.work.actions import Refused
from salter.registry.work.queries import Taken


@page(*steps.ASSIGNERS)
def assign_many(request: OfficeRequest) -> HttpResponse:
    """Show what assigning the ticked cases, or a whole list, will do; a POST does it."""
    viewer, sent = request.viewer, request.POST if request.method == "POST" else request.GET
    narrow = read(request) if sent is request.GET and "whole" in sent else None
    taken = queries.whole_list(viewer, narrow) if narrow else queries.ticked(viewer, sent.getlist("case"))
    form = AssignForm(
        sent if "to" in sent else None,
        units=registry.units(viewer),
        staff=registry.staff(viewer),
        away=away(request.organisation),
        asks=False,  # the preview says it before
    )
    target = form.target() if form.is_bound and form.is_valid() else None
    rows = actions.effects(viewer, taken.cases, target.unit if target else None, target.staff if target else None)
    moving = [case for case, effect in rows if effect.moves]

    def do() -> tuple[str, str]:
        assert target is not None
        note = form.cleaned_data["note"]
        bulk = actions.assign_many(viewer, cases=taken.cases, unit=target.unit, staff=target.staff, note=note)
        for words in [*_notes(taken), *told(bulk.refused)]:
            messages.warning(request, words)
        count = len(bulk.done)
        said = ngettext("%(count)s case assigned to %(target)s.", "%(count)s cases assigned to %(target)s.", count)
        return reverse("registry:cases"), said % {"count": count, "target": target} if count else ""

    answered = do_form(request, form, do)
    if answered:
        return answered
    context = {
        "rows": rows,
        "form": form,
        "target": target,
        "moving": len(moving),
        "chosen": taken.cases,
        "notes": _notes(taken),
        "narrow": in_words(narrow) if narrow else "",
        "keep": _kept(narrow) if narrow else [],
        **_warnings(request, form, target, moving),
    }
    return show(
        request, "registry/assign_many.html", context, bad=request.method == "POST" or (form.is_bound and not target)
    )


def _warnings(request: OfficeRequest, form: AssignForm, target: Target | None, moving: list[Case]) -> dict[str, Any]:
    """What one should know before: that the person is away and who stands in, or is not authorised."""
    if target is None or target.staff is None:
        return {}
    about = form.asked_about(target)
    missing = unauthorised(request.organisation, target.staff, moving)
    deputies = [one for one in about.deputies if f"staff:{one.pk}" in form.targets] if about else []
    return {"away": about, "deputies": deputies, "lacking": lacking(target.staff, missing)}


def told(refused: list[Refused]) -> list[str]:
    """Which cases were refused, in one sentence for each reason."""
    by_reason: dict[str, list[str]] = {}
    for one in refused:
        by_reason.setdefault(str(one.why), []).append(one.case.number)
    return [
        _("%(numbers)s – %(reason)s.") % {"numbers": ", ".join(numbers), "reason": reason}
        for reason, numbers in by_reason.items()
    ]


def _notes(taken: Taken) -> list[str]:
    """What of the choice is not in the table."""
    notes = []
    if taken.beyond:
        words = _("More were chosen than the %(most)s that are assigned at once. These come first; the rest stays.")
        notes.append(words % {"most": rules.MOST})
    if taken.missing:
        words = ngettext(
            "%(count)s of the chosen cases is not here: you may not see it any more.",
            "%(count)s of the chosen cases are not here: you may not see them any more.",
            taken.missing,
        )
        notes.append(words % {"count": taken.missing})
    return notes


def _kept(narrow: Narrow) -> list[dict[str, Any]]:
    """The sentence of a list as hidden fields, so that the preview is of the same list."""
    fields = {name: value for name, value in asdict(narrow).items() if name != "by_due" and value}
    fields |= {"whole": "1"} | ({"sort": "due"} if narrow.by_due else {})
    return [{"name": name, "value": value} for name, value in fields.items()]
