"""Convening a hearing, summoning to it, moving it to another day, calling it off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Party
from salter.registry import deadlines
from salter.registry.actions.acts import draft_act, withdraw_act
from salter.registry.actions.cases import lock_open, may_handle
from salter.registry.hearing import rules, wording
from salter.registry.hearing.queries import Slot
from salter.registry.hearing.rules import Wrong
from salter.registry.models import (
    Act,
    ActKind,
    ActStatus,
    Case,
    CaseParty,
    CaseStatus,
    Hearing,
    HearingPerson,
    HearingRole,
    HearingState,
)
from salter.registry.recusing.rules import recused

REFUSED = {
    Wrong.PAST: _("This day and hour have passed. Choose a later one."),
    Wrong.DAY_OFF: _("The office does not work on this day. Choose a working day."),
}


@transaction.atomic
def convene(
    viewer: Viewer,
    *,
    case: Case,
    slot: Slot,
    about: str,
    parties: Sequence[CaseParty],
    continues: Hearing | None = None,
) -> Hearing:
    """Convene a hearing and draft a summons for each party; others are summoned afterwards, one by one.

    What only warns (`queries.warnings`) is the caller's to tell. Raises NotAllowed, and ValidationError with codes
    `status`, `on`, `minutes`, `place`, `about`, `parties`, `official`.
    """
    viewer = may_handle(viewer, case)
    case = lock_open(case)
    if case.status != CaseStatus.IN_PROGRESS:
        raise ValidationError(_("A hearing is convened while the case is in progress."), code="status")
    _check_slot(viewer, case, slot)
    if not about.strip():
        raise ValidationError(_("Write what is discussed."), code="about")
    if any(row.case_id != case.pk or not row.is_in for row in parties):
        raise ValidationError(_("Choose parties of this case."), code="parties")
    if not parties and any(row.is_in for row in case.parties.all()):
        raise ValidationError(_("Choose at least one party who is summoned."), code="parties")
    row = _written(viewer, case, slot, about.strip(), continues)
    for party in parties:
        _summon(viewer, row, HearingPerson(role=HearingRole.PARTY, case_party=party, **_snapshot(party)))
    _told(viewer, "hearing.convened", row, {"place": row.place, "about": _short(row.about)})
    return row


def _check_slot(viewer: Viewer, case: Case, slot: Slot) -> None:
    """Raise ValidationError for a time or place at which no hearing can be, and for who cannot conduct it."""
    now, calendar = clock.now(viewer.organisation), deadlines.calendar_of(viewer.organisation)
    wrong = rules.cannot_be(slot.starts_at, slot.on, now, calendar)
    if wrong:
        raise ValidationError(REFUSED[wrong], code="on")
    if not 0 < slot.minutes <= rules.LONGEST:
        raise ValidationError(_("Write how many minutes it lasts, from 1 to 720."), code="minutes")
    if not slot.place.strip():
        raise ValidationError(_("Write where the hearing is."), code="place")
    if slot.official.organisation_id != viewer.organisation.pk or not slot.official.active:
        raise ValidationError(_("Choose somebody who works here."), code="official")
    if slot.official.pk in recused(case):
        words = _("%(name)s is recused from this case. Choose another person.") % {"name": slot.official.name}
        raise ValidationError(words, code="official")


def _written(viewer: Viewer, case: Case, slot: Slot, about: str, follows: Hearing | None) -> Hearing:
    return Hearing.objects.create(
        organisation=viewer.organisation,
        case=case,
        official=slot.official,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        place=slot.place.strip()[:200],
        about=about,
        follows=follows,
        convened_at=clock.now(viewer.organisation),
        name=viewer.name,
    )


def _snapshot(who: CaseParty | Party) -> dict[str, str]:
    return {"name": who.name, "address": who.address}


def _summon(viewer: Viewer, hearing: Hearing, person: HearingPerson, before: Hearing | None = None) -> HearingPerson:
    """Write somebody down as summoned, and draft the summons."""
    person.organisation, person.hearing = viewer.organisation, hearing
    person.act = _letter(viewer, person, wording.SUMMONS, wording.summons(hearing, person, before))
    person.save(force_insert=True)
    return person


def _letter(viewer: Viewer, person: HearingPerson, title: str, text: str) -> Act:
    return draft_act(
        viewer,
        case=person.hearing.case,
        kind=ActKind.NOTICE,
        title=title,
        content={"text": text},
        for_party=person.case_party,
        for_other=person.party,
    )


@transaction.atomic
def summon_also(
    viewer: Viewer, *, hearing: Hearing, role: HearingRole, party: CaseParty | None = None, other: Party | None = None
) -> HearingPerson:
    """Summon one more: a party of the case, or a witness, an expert, an interpreter, another body.

    Raises NotAllowed, and ValidationError with codes `state`, `who`.
    """
    viewer, hearing = to_change(viewer, hearing)
    if (role == HearingRole.PARTY) != (party is not None) or (party is None) == (other is None):
        raise ValidationError(_("A party of the case is summoned as a party, anybody else is not."), code="who")
    if party and (party.case_id != hearing.case_id or not party.is_in):
        raise ValidationError(_("Choose a party of this case."), code="who")
    if hearing.people.filter(case_party=party, party=other, released="").exists():
        raise ValidationError(_("This person is summoned already."), code="who")
    who = party or other
    assert who is not None
    person = _summon(viewer, hearing, HearingPerson(role=role, case_party=party, party=other, **_snapshot(who)))
    _told(viewer, "hearing.summoned", hearing, {"person": person.name, "place": hearing.place}, only=[person])
    return person


@transaction.atomic
def release(viewer: Viewer, *, person: HearingPerson, why: str) -> HearingPerson:
    """Somebody need not come after all; a draft of the summons is given up, and who has it gets a letter.

    Raises NotAllowed, and ValidationError with codes `state`, `why`.
    """
    viewer, hearing = to_change(viewer, person.hearing)
    row = HearingPerson.objects.select_for_update(of=("self",)).select_related("act", "case_party").get(pk=person.pk)
    row.hearing = hearing
    if row.released:
        raise ValidationError(_("This person is not summoned any more."), code="state")
    row.released = _said(why, _("Write why the person need not come."))
    hearing.why = row.released
    _revoke(viewer, row)
    row.save(update_fields=["released", "notice"])
    _told(viewer, "hearing.released", hearing, {"person": row.name, "why": row.released}, only=[row])
    return row


@transaction.atomic
def postpone(viewer: Viewer, *, hearing: Hearing, slot: Slot, why: str) -> Hearing:
    """Move a hearing to another time: everybody is summoned anew, the new summons says why. Gives the new hearing.

    Raises NotAllowed, and ValidationError with codes `state`, `why`, and those of a time as `convene` has them.
    """
    viewer, hearing = to_change(viewer, hearing)
    reason = _said(why, _("Write why the hearing is postponed."))
    _check_slot(viewer, hearing.case, slot)
    hearing.state, hearing.why = HearingState.POSTPONED, reason
    hearing.save(update_fields=["state", "why"])
    row = _written(viewer, hearing.case, slot, hearing.about, hearing)
    for person in still_summoned(hearing):
        _give_up_draft(viewer, person)
        again = HearingPerson(role=person.role, case_party=person.case_party, party=person.party)
        again.name, again.address = person.name, person.address
        _summon(viewer, row, again, before=hearing)
    _told(
        viewer,
        "hearing.postponed",
        row,
        {"why": reason, "place": row.place},
        was=_day(hearing),
        was_time=_hour(hearing),
    )
    return row


@transaction.atomic
def call_off(viewer: Viewer, *, hearing: Hearing, why: str) -> Hearing:
    """Call a hearing off: drafts of summonses are given up, and who has one gets a letter that it is not held.

    Raises NotAllowed, and ValidationError with codes `state`, `why`.
    """
    viewer, hearing = to_change(viewer, hearing)
    hearing.state, hearing.why = HearingState.CALLED_OFF, _said(why, _("Write why the hearing is called off."))
    hearing.save(update_fields=["state", "why"])
    for person in still_summoned(hearing):
        _revoke(viewer, person)
        person.save(update_fields=["notice"])
    _told(viewer, "hearing.called-off", hearing, {"why": hearing.why})
    return hearing


def _revoke(viewer: Viewer, person: HearingPerson) -> None:
    """Give the draft of a summons up; where it went further, draft the letter that the person need not come."""
    if not _give_up_draft(viewer, person):
        text = wording.called_off(person.hearing, person)
        person.notice = _letter(viewer, person, wording.CALLED_OFF, text)


def _give_up_draft(viewer: Viewer, person: HearingPerson) -> bool:
    """Whether the summons never left the hands of its author; it is withdrawn then."""
    act = person.act
    if act is None or act.status in (ActStatus.DRAFT, ActStatus.WITHDRAWN):
        if act and act.status == ActStatus.DRAFT:
            withdraw_act(viewer, act=act)
        return True
    return False


def still_summoned(hearing: Hearing) -> list[HearingPerson]:
    rows = list(hearing.people.filter(released="").select_related("act", "case_party", "party").order_by("id"))
    for row in rows:
        row.hearing = hearing
    return rows


def to_change(viewer: Viewer, hearing: Hearing) -> tuple[Viewer, Hearing]:
    """A hearing that is convened, locked after its case. Raises NotAllowed, ValidationError (code `state`)."""
    viewer = may_handle(viewer, hearing.case)
    case = lock_open(hearing.case)
    row = Hearing.objects.select_for_update(of=("self",)).select_related("official").get(pk=hearing.pk)
    row.case = case
    if row.state != HearingState.CONVENED:
        words = _("This hearing is “%(state)s” by now.") % {"state": row.get_state_display()}
        raise ValidationError(words, code="state")
    return viewer, row


def _said(why: str, words: Any) -> str:
    if not why.strip():
        raise ValidationError(words, code="why")
    return why.strip()[:300]


def _short(text: str) -> str:
    return text.splitlines()[0][:200]


def _day(hearing: Hearing) -> str:
    return timezone.localdate(hearing.starts_at).isoformat()


def _hour(hearing: Hearing) -> str:
    return f"{timezone.localtime(hearing.starts_at):%H:%M}"


def recipients(people: Iterable[HearingPerson]) -> list[str]:
    """The parties of the case among those who are summoned: an entry of the journal is told to them alone."""
    return sorted({str(row.case_party.party_id) for row in people if row.case_party})


def _told(
    viewer: Viewer,
    verb: str,
    hearing: Hearing,
    personal: dict[str, str],
    only: Sequence[HearingPerson] | None = None,
    **body: str,
) -> None:
    people = still_summoned(hearing) if only is None else only
    record(
        viewer,
        verb,
        subject=("hearing", hearing.pk),
        case_id=hearing.case_id,
        body={"on": _day(hearing), "time": _hour(hearing), "recipients": recipients(people), **body},
        personal=personal,
    )
