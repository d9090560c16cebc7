"""The page of going live: every line, where it is mended, what is said by hand."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from salter.calendars.law import RULES, Certainty
from salter.organisations.access import Viewer
from salter.organisations.pages import OfficeRequest, page
from salter.registry.legal.views import certainty_words, told
from salter.registry.views.common import do_form, done_once, show
from salter.training.going_live import actions, queries
from salter.training.going_live.actions import LEADS
from salter.training.going_live.finding import State
from salter.training.going_live.forms import TickForm
from salter.training.going_live.lines import GROUPS, Line, tickable

TONES = {State.DONE: "done", State.OPEN: "action", State.UNKNOWN: "waiting"}
_RULES = {rule.code: rule for rule in RULES}


@page(*LEADS)
def checklist(request: OfficeRequest) -> HttpResponse:
    """Every line; a tick that is sent here lands on it again."""
    form = TickForm(request.POST or None)

    def do() -> tuple[str, str | Promise]:
        row = actions.tick(request.viewer, key=form.cleaned_data["key"], note=form.cleaned_data["note"])
        return line_url(row.line), _("Ticked, with your name and today's date.")

    answered = do_form(request, form, do)
    if answered:
        return answered
    rows = queries.checklist(request.viewer)
    context = {
        "groups": [
            (words, [_row(request.viewer, one, form) for one in rows if one.line.group is group])
            for group, words in GROUPS.items()
        ],
        "figures": {state.value: count for state, count in queries.figures(rows).items()},
        "form": form,
    }
    return show(request, "training/going_live/checklist.html", context, bad=bool(form.errors))


def line_url(key: str) -> str:
    """The line of a tick on the page."""
    line, _label = tickable()[key]
    return f"{reverse('training:going-live')}#line-{line.key}"


def _row(viewer: Viewer, standing: queries.Standing, sent: TickForm) -> dict[str, Any]:
    line = standing.line
    labels = {
        State.DONE: pgettext("a line", "in order"),
        State.OPEN: pgettext("a line", "to do"),
        State.UNKNOWN: pgettext("a line", "unknown"),
    }
    bad = sent["key"].value() if sent.errors else ""
    return {
        "standing": standing,
        "label": labels[standing.state],
        "tone": TONES[standing.state],
        "grounds": _grounds(line),
        **_place(viewer, line.page),
        "said": [(one, sent if one.key == bad else _form(one.key)) for one in standing.said],
    }


def _form(key: str) -> TickForm:
    return TickForm(initial={"key": key}, auto_id=f"id_{key.replace(':', '_')}_%s")


def _grounds(line: Line) -> list[dict[str, Any]]:
    """Rules of law with how sure we are of each; of a draft, its bases."""
    if line.draft is None:
        return [told(_RULES[line.rule])] if line.rule else []
    return [
        {
            "text": one.text,
            "article": "",
            "certainty": certainty_words(one.certainty),
            "verified": one.certainty is Certainty.VERIFIED,
        }
        for one in line.draft.bases
    ]


def _place(viewer: Viewer, name: str) -> dict[str, Any]:
    """Where a line is mended, or who may go there when the viewer may not."""
    if not name:
        return {"url": "", "who": ""}
    url = reverse(name)
    roles = getattr(resolve(url).func, "roles", ())
    if roles and not viewer.has(*roles):
        return {"url": "", "who": ", ".join(str(role.label) for role in roles)}
    return {"url": url, "who": ""}


@require_POST
@page(*LEADS)
def take_back(request: OfficeRequest) -> HttpResponse:
    """A tick is taken back."""
    key = request.POST.get("key", "")
    if key not in tickable():
        raise Http404

    def do() -> tuple[str, str | Promise]:
        actions.take_back(request.viewer, key=key)
        return line_url(key), _("The tick was taken back.")

    return done_once(request, do)


@require_POST
@page(*LEADS)
def examine(request: OfficeRequest) -> HttpResponse:
    """The doctor is asked."""

    def do() -> tuple[str, str | Promise]:
        actions.examine(request.viewer)
        return f"{reverse('training:going-live')}#line-doctor", _("The doctor has looked.")

    return done_once(request, do)
