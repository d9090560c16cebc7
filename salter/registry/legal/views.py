"""The legal settings of the office: each rule with its article and how sure of it we are, and who set what and why."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from salter.calendars.law import Certainty, Rule, cited
from salter.organisations.pages import OfficeRequest, page
from salter.registry.actions.working_days import SETS_CALENDAR
from salter.registry.legal import queries
from salter.registry.legal.actions import SETS_LAW, set_law
from salter.registry.legal.forms import LegalSettingForm
from salter.registry.legal.queries import Line
from salter.registry.legal.rules import BY_NAME, FIXED, Kind, Setting, from_text
from salter.registry.navigation import STAFF
from salter.registry.views.common import do_form, show
from salter.ui.templatetags.salter import language


def in_words(setting: Setting, value: int | bool) -> str:
    """A value as people say it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    match setting.kind:
        case Kind.YEARS:
            return ngettext("%(count)s year", "%(count)s years", value) % {"count": value}
        case Kind.TIMES:
            return ngettext("%(count)s time", "%(count)s times", value) % {"count": value}
    return ngettext("%(count)s day", "%(count)s days", value) % {"count": value}


def kept_in_words(setting: Setting, text: str) -> str:
    """A value of the history as people say it."""
    return in_words(setting, from_text(setting, text))


def told(rule: Rule) -> dict[str, Any]:
    """A rule in the reader's language, with its place in the law and how sure we are."""
    reads = language()
    return {
        "code": rule.code,
        "text": rule.text_en if reads == "en" else rule.text_sr,
        "article": cited(rule.article, reads),
        "certainty": certainty_words(rule.certainty),
        "verified": rule.certainty is Certainty.VERIFIED,
    }


def certainty_words(certainty: Certainty) -> str:
    """How sure we are of something, in words."""
    return {
        Certainty.VERIFIED: _("read in the text of the law"),
        Certainty.SECONDARY: _("read in a source that cites the law"),
        Certainty.GENERAL_KNOWLEDGE: _("common knowledge of the field, not read"),
        Certainty.DERIVED: _("follows from other rules"),
    }[certainty]


def _line(line: Line) -> dict[str, Any]:
    one = line.setting
    return {
        "setting": one,
        "rule": told(one.rule),
        "value": in_words(one, line.value),
        "default": in_words(one, one.default),
        "changed": line.value != one.default,
        "choice": line.choice,
    }


@require_GET
@page(*STAFF)
def law(request: OfficeRequest) -> HttpResponse:
    """Every rule with a setting; below, the rules that nobody can set."""
    context = {
        "lines": [_line(line) for line in queries.lines(request.viewer)],
        "fixed": [told(rule) for rule in FIXED],
        "may_set": request.viewer.has(*SETS_LAW),
        "may_see_calendar": request.viewer.has(*SETS_CALENDAR),
    }
    return show(request, "registry/legal.html", context)


@page(*SETS_LAW)
def law_rule(request: OfficeRequest, setting: str) -> HttpResponse:
    """Set one rule, and what was set before."""
    one = BY_NAME.get(setting)
    if one is None:
        raise Http404
    viewer = request.viewer
    value = queries.value_of(request.organisation, one)
    form = LegalSettingForm(request.POST or None, setting=one, value=value)

    def do() -> tuple[str, str]:
        set_law(viewer, setting=one, value=form.chosen(), reason=form.cleaned_data["reason"])
        return reverse("registry:law"), _("It is set: %(value)s.") % {"value": in_words(one, form.chosen())}

    answered = do_form(request, form, do)
    if answered:
        return answered
    context = {
        "setting": one,
        "rule": told(one.rule),
        "value": in_words(one, value),
        "default": in_words(one, one.default),
        "form": form,
        "history": [
            {"row": row, "before": kept_in_words(one, row.before), "after": kept_in_words(one, row.after)}
            for row in queries.history(viewer, one)
        ],
    }
    return show(request, "registry/legal_rule.html", context, bad=bool(form.errors))
