"""The two dates of a case (house.md, section 4): the strict legal date, and the day to sign by."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from django.utils import timezone

from salter.calendars import deadlines, law
from salter.calendars.rules import WorkingCalendar, end_of_period
from salter.mailbox.models import Channel
from salter.organisations.models import Organisation
from salter.registry import rules
from salter.registry.models import Case, Procedure


@dataclass(frozen=True, slots=True)
class CaseDeadline:
    """When the party must have been notified, when to sign, by which rule, and whether that rule is verified."""

    due_on: date | None
    sign_by: date | None
    rule: str
    verified: bool


USUAL_DAYS = 3
"""Of an office that has no channel yet."""
NO_DEADLINE = CaseDeadline(None, None, "", False)


def calendar_of(organisation: Organisation) -> WorkingCalendar:
    """The organisation's working calendar, with the days off that it has entered itself."""
    extra = frozenset(date.fromisoformat(day) for day in organisation.settings.get("extra_non_working", []))
    return WorkingCalendar(extra, works_saturday=bool(organisation.settings.get("works_saturday")))


def settings_of(organisation: Organisation) -> deadlines.LegalSettings:
    """The organisation's legal settings; what it has not set keeps its default."""
    known = {field.name for field in fields(deadlines.LegalSettings)}
    chosen = organisation.settings.get("legal", {})
    return deadlines.LegalSettings(**{name: value for name, value in chosen.items() if name in known})


def of_case(
    organisation: Organisation,
    procedure: Procedure | None,
    received_on: date,
    *,
    posted_on: date | None = None,
    expected: int | None = None,
) -> CaseDeadline:
    """The deadline of a case of `procedure` received on a day; without a procedure there is none.

    It runs from the day of submission: `posted_on` is the postmark of registered mail, which counts where the office's
    settings say so. `expected` are the days that the slowest channel takes, where they are known already.
    The rule is the procedure's own (its article), else Art. 145(2)–(3) ZUP: 30 or 60 days.
    """
    if procedure is None:
        return NO_DEADLINE
    calendar, settings = calendar_of(organisation), settings_of(organisation)
    chosen = rules.choose_deadline(
        procedure.deadline_days,
        procedure.direct_decision,
        settings,
        article=procedure.deadline_article or procedure.source,
        certainty=law.Certainty.VERIFIED if procedure.verified else law.Certainty.SECONDARY,
    )
    begins = deadlines.submitted_on(received_on, posted_on, settings)
    due = end_of_period(begins, chosen.period, calendar)
    signing = deadlines.sign_by(due, expected_days(organisation) if expected is None else expected, calendar)
    return CaseDeadline(
        due, max(signing, received_on), chosen.article[:300], chosen.certainty == law.Certainty.VERIFIED
    )


def of(organisation: Organisation, case: Case, *, expected: int | None = None) -> CaseDeadline:
    """The deadline that follows from a case as it is: from the day on which it was begun ex officio, or came in."""
    begun, posted = (case.initiated_on, None) if case.initiated_on else (None, case.posted_on)
    received = begun or timezone.localdate(case.received_at)
    return of_case(organisation, case.procedure, received, posted_on=posted, expected=expected)


def expected_days(organisation: Organisation) -> int:
    """How long the slowest usual channel takes, so that `sign by` is safe whichever is chosen."""
    return max(
        Channel.objects.filter(organisation=organisation).values_list("expected_days", flat=True), default=USUAL_DAYS
    )
