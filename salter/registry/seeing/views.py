"""The pages of the head of administration and of the mayor; the mail of what is due."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from salter.calendars.law import DECIDE_ISSUED, Certainty, cited
from salter.organisations.pages import OfficeRequest, page
from salter.registry import desk
from salter.registry.seeing import digest as mail
from salter.registry.seeing import mayor as numbers
from salter.registry.seeing import queries
from salter.registry.seeing.charts import bar
from salter.registry.seeing.forms import DigestForm
from salter.registry.seeing.queries import Concern
from salter.registry.views.common import do_form, show
from salter.registry.views.lists import address
from salter.ui.templatetags.salter import language

SHOWN = 40


def _labels(count: int) -> dict[str, str]:
    """What so many cases do, by concern."""
    return {
        "unlawful": ngettext("becomes unlawful within a week", "become unlawful within a week", count),
        "silence": ngettext("is silent: the party may appeal now", "are silent: the party may appeal now", count),
        "clock": ngettext(
            "has another period of ours that ends within a week",
            "have another period of ours that ends within a week",
            count,
        ),
        "unsigned": ngettext("waits for a signature", "wait for a signature", count),
        "undelivered": ngettext("is signed and not delivered", "are signed and not delivered", count),
        "away": ngettext(
            "is with somebody absent without a deputy", "are with somebody absent without a deputy", count
        ),
        "waiting": ngettext("is with nobody for over a day", "are with nobody for over a day", count),
    }


def _help() -> dict[str, str]:
    """What each concern is, and what to do about it."""
    return {
        "unlawful": _("The legal date is today or on the next six days, and the decision is not issued yet."),
        "silence": _("The legal date is past and no decision was issued."),
        "clock": _("A request to correct, an appeal to forward, a period by a special law."),
        "unsigned": _("The decision is approved; the signatory finds it under Signing."),
        "undelivered": _("A decision is issued only when its parties are notified."),
        "away": _("Give a mandate, or assign the cases to somebody who is here."),
        "waiting": _("Assign them: nobody handles them."),
    }


@require_GET
@page(*queries.HEADS)
def head(request: OfficeRequest) -> HttpResponse:
    """What becomes unlawful this week and by which article; what is not signed, not delivered, with nobody."""
    found, words = queries.concerns(request.viewer), _help()
    cases = queries.unlawful(request.viewer, SHOWN)
    context = {
        "concerns": [_told(one, words[one.code]) for one in found],
        "cases": [(case, cited(case.deadline_rule, language())) for case in cases],
        "more": max(found[0].count - len(cases), 0),
        "more_url": address(queries.UNLAWFUL),
        "away": queries.people_away(request.viewer),
    }
    return show(request, "registry/head.html", context)


@require_GET
@page(*numbers.READERS)
def mayor(request: OfficeRequest) -> HttpResponse:
    """The office in five numbers, a trend, one risk and one saving, on a sheet that can be printed."""
    found = numbers.standing(request.viewer)
    most = max(month.total for month in found.months)
    context = {
        "found": found,
        "months": [(month, bar(month.in_time, month.late, most)) for month in found.months],
        "issued_article": cited(DECIDE_ISSUED.article, language()),
    }
    return show(request, "registry/mayor.html", context)


def _told(one: Concern, help_text: str) -> dict[str, Any]:
    rule = one.rule
    return {
        "count": f"{one.count}+" if one.count >= desk.MANY else str(one.count),
        "label": _labels(one.count)[one.code],
        "help": help_text,
        "url": address(one.narrow),
        "article": cited(rule.article, language()) if rule else "",
        "doubtful": rule is not None and rule.certainty is not Certainty.VERIFIED,
    }


@page(*mail.READERS)
def digest(request: OfficeRequest) -> HttpResponse:
    """Whether one wants a mail a day of what is due: from which hour on, how many days ahead, in which script."""
    viewer = request.viewer
    choice = mail.choice_of(viewer)
    initial: dict[str, Any] = {"hour": "", "days": 3, "language": language()}
    if choice:
        initial = {"hour": str(choice.hour), "days": choice.days, "language": choice.language}
    form = DigestForm(request.POST or None, initial=initial)

    def do() -> tuple[str, str]:
        given = form.given()
        if given is None:
            mail.stop(viewer)
            return reverse("registry:digest"), _("You get no mail of what is due.")
        mail.choose(viewer, **given, site=request.build_absolute_uri("/").rstrip("/"))
        return reverse("registry:digest"), _("You get one mail on each working day on which something is due.")

    context = {
        "form": form,
        "no_address": not (viewer.account and viewer.account.email),
        "no_server": not settings.EMAIL_HOST or request.organisation.practice,
    }
    return do_form(request, form, do) or show(request, "registry/digest.html", context, bad=bool(form.errors))
