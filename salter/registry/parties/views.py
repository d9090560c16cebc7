"""The parties of a case with their dates of each act, and the deeds that change the dates of one party."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from salter.calendars import law
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page
from salter.registry import queries
from salter.registry.actions.dispatch import to_send_on
from salter.registry.appeals.actions import receive
from salter.registry.appeals.forms import FilingForm
from salter.registry.appeals.queries import papers_filed
from salter.registry.deadlines import settings_of
from salter.registry.forms import OfficeForm
from salter.registry.looks import look_at_case
from salter.registry.models import AppealKind, Case, CaseStatus, Remedy, Service
from salter.registry.navigation import CLERKS, READERS
from salter.registry.parties import actions
from salter.registry.parties.forms import DayForm, MistakeForm, RemedyForm, WaiverForm
from salter.registry.parties.queries import Served, papers_of, parties_with_services, service_of
from salter.registry.views.common import TONES, do_form, show
from salter.ui.templatetags.salter import language

HOLDERS = (*CLERKS, Role.HANDLER, Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION)
RULES = {rule.code: rule for rule in law.RULES}


@page(*READERS)
def case_parties(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Who the parties are, and of each act: when served, until when a remedy, from when final for that party."""
    case = queries.case(request.viewer, case_id)
    look_at_case(request.viewer, case_id)
    context = {
        "case": case,
        "tone": TONES[CaseStatus(case.status)],
        "parties": [(row, [_told(one) for one in row.served]) for row in parties_with_services(case)],
        "may_send": request.viewer.has(*CLERKS),
        "to_representative": settings_of(request.organisation).representative_receives,
        "may_enter": may_be_entered(request.viewer, case),
    }
    return show(request, "registry/case_parties.html", context)


def may_be_entered(viewer: Viewer, case: Case) -> bool:
    """Whether the deeds are offered."""
    if not viewer.has(*HOLDERS) or case.cancelled_at or case.status == CaseStatus.ARCHIVED:
        return False
    try:
        actions.may_enter(viewer, case)
    except NotAllowed:
        return False
    return True


def _told(served: Served) -> dict[str, Any]:
    """A row with the law of its remedy: a rule that is known says how sure we are of it, any other was entered."""
    rule = RULES.get(served.service.remedy_rule)
    cited = law.cited(rule.article, language()) if rule else served.service.remedy_rule
    doubtful = rule is not None and rule.certainty != law.Certainty.VERIFIED
    return {
        "to_send": to_send_on(served.service.act, served.service),
        "service": served.service,
        "final_for_all": served.final_for_all,
        "rule": cited,
        "doubtful": doubtful,
    }


Deed = Callable[[OfficeForm, Service], str | Promise]


def _deed(
    request: OfficeRequest, case: Case, service: Service, form: OfficeForm, do: Deed, **words: Any
) -> HttpResponse:
    """The page of one deed at the dates of a party; afterwards the page of the parties."""
    about = f"{service.case_party.name}: {service.act.title}"
    return party_step(request, case, form, lambda: do(form, service), text=about, **words)


def party_step(
    request: OfficeRequest, case: Case, form: OfficeForm, do: Callable[[], str | Promise], **words: Any
) -> HttpResponse:
    """The page of one deed at a party; afterwards the page of the parties."""
    back = reverse("registry:case-parties", args=[case.pk])
    answered = do_form(request, form, lambda: (back, do()))
    if answered:
        return answered
    context = {"case": case, "form": form, "tone": TONES[CaseStatus(case.status)], **words}
    return show(request, "registry/do.html", context, bad=bool(form.errors))


@page(*HOLDERS)
def appeal(request: OfficeRequest, case_id: UUID, service_id: UUID) -> HttpResponse:
    """Enter that a party used its remedy."""
    case, service = service_of(request.viewer, case_id, service_id)
    words = {"title": _("The party used its remedy"), "button": _("Enter it")}
    if service.remedy not in AppealKind.values:

        def used(form: OfficeForm, service: Service) -> str:
            noted = actions.note_appeal(request.viewer, service=service, on=form.cleaned_data["on"])
            late = noted.until is not None and form.cleaned_data["on"] > noted.until
            return _came_late() if late else _("It is entered. It came in time.")

        return _deed(request, case, service, DayForm(request.POST or None), used, **words)
    initial = {"on": clock.today(request.organisation)}
    asked = FilingForm(request.POST or None, submissions=papers_filed(case), initial=initial)

    def do(form: OfficeForm, service: Service) -> str:
        row = receive(request.viewer, service=service, filing=asked.filing())
        return _came_late() if row.in_time is False else _("It is entered. It came in time.")

    return _deed(request, case, service, asked, do, **words)


def _came_late() -> str:
    return _("It is entered. It came after the last day.")


@page(*HOLDERS)
def waiver(request: OfficeRequest, case_id: UUID, service_id: UUID) -> HttpResponse:
    """Enter that a party gave its remedy up."""
    case, service = service_of(request.viewer, case_id, service_id)
    asked = WaiverForm(request.POST or None, papers=papers_of(case))

    def do(form: OfficeForm, service: Service) -> str:
        actions.waive(request.viewer, service=service, on=form.cleaned_data["on"], paper=asked.chosen_paper())
        return _("It is entered that the party gave its remedy up.")

    warning = _("The act is final for this party from that day on. Enter it only by a statement of the party.")
    words = {"title": _("The party gave its remedy up"), "button": _("Enter it"), "warning": warning}
    return _deed(request, case, service, asked, do, **words)


@page(*HOLDERS)
def mistake(request: OfficeRequest, case_id: UUID, service_id: UUID) -> HttpResponse:
    """Take back what was entered of a party by mistake."""
    case, service = service_of(request.viewer, case_id, service_id)

    def do(form: OfficeForm, service: Service) -> str:
        actions.take_back(request.viewer, service=service, reason=form.cleaned_data["reason"])
        return _("What was entered is taken back; the dates of this party are counted without it.")

    words = {"title": _("Entered by mistake"), "button": pgettext("what was entered", "Take it back")}
    return _deed(request, case, service, MistakeForm(request.POST or None), do, **words)


@page(*HOLDERS)
def remedy(request: OfficeRequest, case_id: UUID, service_id: UUID) -> HttpResponse:
    """Another remedy or period than the usual one, by a law that is named."""
    case, service = service_of(request.viewer, case_id, service_id)
    initial = {"remedy": service.remedy, "days": service.remedy_days, "enforce_note": service.enforce_note}
    form = RemedyForm(request.POST or None, initial=initial)

    def do(form: OfficeForm, service: Service) -> str:
        given = form.cleaned_data
        actions.set_remedy(
            request.viewer,
            service=service,
            remedy=Remedy(given["remedy"]),
            days=given["days"],
            rule=given["rule"],
            enforce_note=given["enforce_note"],
        )
        return _("The remedy of this party is set.")

    words = {"title": _("Remedy by a special law"), "button": _("Set it")}
    return _deed(request, case, service, form, do, **words)
