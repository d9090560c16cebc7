"""Pages of who stands for a party of a case, and of what happens to parties: they come, change, leave or die."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from salter.mailbox import queries as mailbox
from salter.organisations import clock
from salter.organisations.pages import OfficeRequest, page
from salter.registry import queries
from salter.registry.actions import dispatch_to
from salter.registry.forms import DispatchForm, OfficeForm
from salter.registry.models import Case, ChangeKind, PartyRole, RepresentativeKind
from salter.registry.navigation import CLERKS
from salter.registry.parties import changing, representing
from salter.registry.parties.forms import (
    EndForm,
    HappenedForm,
    MistakeForm,
    NewPartyForm,
    RepresentativeForm,
    RewriteForm,
    SuccessorForm,
)
from salter.registry.parties.queries import change_of, papers_of, part_of, representative_of, service_of
from salter.registry.parties.resting import resting
from salter.registry.parties.undoing import undo_change, undo_representative
from salter.registry.parties.views import HOLDERS, party_step
from salter.ui.templatetags.salter import sr_date


@page(*HOLDERS)
def appoint(request: OfficeRequest, case_id: UUID, part_id: UUID) -> HttpResponse:
    """Enter who stands for a party."""
    part = part_of(request.viewer, case_id, part_id)
    others = part.case.parties.select_related("party").exclude(party=part.party_id).order_by("id")
    initial = {"from_on": clock.today(request.organisation)}
    form = RepresentativeForm(request.POST or None, known=others, papers=papers_of(part.case), initial=initial)

    def do() -> str:
        data = form.cleaned_data
        made = representing.appoint(
            request.viewer,
            case_party=part,
            party=form.somebody(request.viewer),
            kind=RepresentativeKind(data["kind"]),
            ground=data["ground"],
            from_on=data["from_on"],
            until_on=data["until_on"],
            paper=form.chosen_paper(),
            receives=data["receives"] == "yes",
        )
        return _("%(name)s stands for %(party)s.") % {"name": made.name, "party": part.name}

    words = {"title": _("Enter a representative"), "button": _("Enter it"), "text": part.name}
    return party_step(request, part.case, form, do, **words)


@page(*HOLDERS)
def end(request: OfficeRequest, case_id: UUID, representative_id: UUID) -> HttpResponse:
    """Enter that a representation ends."""
    row = representative_of(request.viewer, case_id, representative_id)
    form = EndForm(request.POST or None, initial={"on": clock.today(request.organisation)})

    def do() -> str:
        data = form.cleaned_data
        representing.end_representation(request.viewer, representative=row, on=data["on"], reason=data["reason"])
        return _("The end of the representation is entered.")

    about = f"{row.name}: {row.get_kind_display()}, {row.case_party.name}"
    words = {"title": _("The representation ends"), "button": _("Enter it"), "text": about}
    return party_step(request, row.case_party.case, form, do, **words)


@page(*HOLDERS)
def join(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Enter a person or company that becomes a party while the case runs."""
    case = queries.case(request.viewer, case_id)
    initial = {"on": clock.today(request.organisation), "role": PartyRole.INTERESTED}
    form = NewPartyForm(request.POST or None, papers=papers_of(case), initial=initial)

    def do() -> str:
        data = form.cleaned_data
        part = changing.join(
            request.viewer,
            case=case,
            party=form.somebody(request.viewer),
            role=PartyRole(data["role"]),
            known=form.known_by(),
        )
        return _("%(name)s is a party of the case.") % {"name": part.name}

    words = {"title": _("Enter another party"), "button": _("Enter it")}
    return party_step(request, case, form, do, text=_("Acts that were signed before are not for this party."), **words)


@page(*HOLDERS)
def rewrite(request: OfficeRequest, case_id: UUID, part_id: UUID) -> HttpResponse:
    """Enter another name or address of a party."""
    part = part_of(request.viewer, case_id, part_id)
    initial = {"on": clock.today(request.organisation), "kind": request.GET.get("kind", "")}
    form = RewriteForm(request.POST or None, papers=papers_of(part.case), initial=initial)

    def do() -> str:
        data = form.cleaned_data
        changing.rewrite(
            request.viewer,
            case_party=part,
            kind=ChangeKind(data["kind"]),
            after=data["after"],
            known=form.known_by(),
        )
        return _("It is changed in this case. What was printed before stays as it was.")

    about = ", ".join(filter(None, (part.name, part.address)))
    return party_step(
        request, part.case, form, do, title=_("Another name or address"), button=_("Enter it"), text=about
    )


@page(*HOLDERS)
def gone(request: OfficeRequest, case_id: UUID, part_id: UUID) -> HttpResponse:
    """Enter that a party has died or left the case."""
    part = part_of(request.viewer, case_id, part_id)
    initial = {"on": clock.today(request.organisation)}
    form = HappenedForm(request.POST or None, papers=papers_of(part.case), initial=initial)

    def do() -> str:
        data = form.cleaned_data
        deed = changing.note_death if data["kind"] == ChangeKind.DEATH else changing.leave
        deed(
            request.viewer,
            case_party=part,
            known=form.known_by(),
        )
        return _("It is entered. No letter goes to this party any more.")

    warning = _("No letter goes to this party any more. Its dates stay, and a successor can be entered.")
    words = {"title": _("The party died or left"), "button": _("Enter it"), "text": part.name, "warning": warning}
    return party_step(request, part.case, form, do, **words)


@page(*HOLDERS)
def succeed(request: OfficeRequest, case_id: UUID, part_id: UUID) -> HttpResponse:
    """Enter an heir or legal successor of a party."""
    part = part_of(request.viewer, case_id, part_id)
    others = part.case.parties.select_related("party").exclude(party=part.party_id).order_by("id")
    initial = {"on": clock.today(request.organisation)}
    form = SuccessorForm(request.POST or None, known=others, papers=papers_of(part.case), initial=initial)

    def do() -> str:
        made = changing.succeed(
            request.viewer,
            case_party=part,
            party=form.somebody(request.viewer),
            known=form.known_by(),
        )
        return _("%(name)s comes in the place of %(party)s.") % {"name": made.name, "party": part.name}

    words = {"title": _("Enter a successor"), "button": _("Enter it"), "text": part.name}
    return party_step(request, part.case, form, do, **words)


@page(*HOLDERS)
def undo(request: OfficeRequest, case_id: UUID, change_id: UUID) -> HttpResponse:
    """Take back what was entered of a party by mistake, or say what rests on it already."""
    change = change_of(request.viewer, case_id, change_id)
    part = change.case_party

    def do(form: OfficeForm) -> str:
        undo_change(request.viewer, change=change, reason=form.cleaned_data["reason"])
        return _("It is taken back. The history of the case shows both.")

    about = f"{part.name}: {change.get_kind_display()}, {sr_date(change.on)}"
    return _mistake(request, part.case, do, about, resting(part.case, part, change) or "")


@page(*HOLDERS)
def never_stood(request: OfficeRequest, case_id: UUID, representative_id: UUID) -> HttpResponse:
    """Take back a representative who was entered by mistake."""
    row = representative_of(request.viewer, case_id, representative_id)

    def do(form: OfficeForm) -> str:
        undo_representative(request.viewer, representative=row, reason=form.cleaned_data["reason"])
        return _(
            "It is taken back: letters go to the party, and what had gone astray can be sent to it from this page."
        )

    about = f"{row.name}: {row.get_kind_display()}, {row.case_party.name}"
    warning = _(
        "Only for who never stood for the party; otherwise enter that the representation ends. Service on this person "
        "will not count, and the acts are to be sent to the party."
    )
    return _mistake(request, row.case_party.case, do, about, warning)


def _mistake(
    request: OfficeRequest, case: Case, do: Callable[[OfficeForm], str], about: str, warning: str | Promise
) -> HttpResponse:
    form = MistakeForm(request.POST or None)
    words = {
        "title": _("Entered by mistake"),
        "button": pgettext("what was entered", "Take it back"),
        "text": about,
        "warning": warning,
    }
    return party_step(request, case, form, lambda: do(form), **words)


@page(*CLERKS)
def send(request: OfficeRequest, case_id: UUID, service_id: UUID) -> HttpResponse:
    """Send an act that went out before to a party that came later."""
    case, service = service_of(request.viewer, case_id, service_id)
    form = DispatchForm(request.POST or None, channels=list(mailbox.channels(request.viewer)), initial={"channel": ""})

    def do() -> str:
        dispatch_to(request.viewer, service=service, channel=form.chosen())
        return _("The act is sent to %(name)s.") % {"name": service.case_party.name}

    about = f"{service.act.title}: {service.case_party.name}"
    words = {"title": _("Send the act to this party"), "button": _("Send it"), "text": about}
    return party_step(request, case, form, do, warning=_("What is sent cannot be taken back."), **words)
