"""The deadlines of an administrative procedure, each by the rule of law.py that its docstring names.

Dates in, dates out, all in the civil calendar of the body. Nothing here pauses or extends: these are the strict dates.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta

from salter.calendars import law
from salter.calendars.law import Rule
from salter.calendars.rules import Period, Unit, WorkingCalendar, end_of_period


@dataclass(frozen=True)
class LegalSettings:
    """Lengths that an administrator can change; each is the `setting` of a rule in law.py, with its default here."""

    direct_decision_days: int = 30
    decision_days: int = 60
    appeal_days: int = 15
    forward_appeal_days: int = 15
    second_instance_days: int = 60
    silence_appeal_years: int = 1
    court_days: int = 30
    returned_decision_days: int = 30
    objection_days: int = 15
    objection_decision_days: int = 30
    correction_notice_days: int = 8
    correction_days: int = 8
    ex_officio_days: int = 15
    access_decision_days: int = 8
    access_grant_days: int = 3
    personal_delivery_days: int = 15
    repeated_deliveries: int = 1
    public_delivery_days: int = 15
    loan_years: int = 1
    posted_day_counts: bool = True
    correction_interrupts: bool = True
    conduct_refuses: bool = False
    representative_receives: bool = True
    statement_before_adverse: bool = True
    partial_decisions: bool = True
    supplementary_decisions: bool = True
    joint_decisions: bool = True
    guarantee_acts: bool = False
    guarantee_years: int = 1
    guarantee_departure_named: bool = True
    rectified_from_act: bool = True
    rectified_appeal_if_worse: bool = True
    hearing_notice_days: int = 8


def setting_defaults() -> dict[str, str]:
    """The default of every setting that a rule names, as text for people."""
    said = {True: "yes", False: "no"}
    values = {field.name: field.default for field in fields(LegalSettings)}
    defaults = {name: said[value] if isinstance(value, bool) else str(value) for name, value in values.items()}
    return defaults | {"works_saturday": "no", "extra_non_working": "none"}


def decision_period(direct: bool, settings: LegalSettings) -> tuple[Period, Rule]:
    """How long the body has from the initiation to issue the decision (DECIDE_DIRECT, DECIDE_OTHER)."""
    if direct:
        return Period(settings.direct_decision_days), law.DECIDE_DIRECT
    return Period(settings.decision_days), law.DECIDE_OTHER


def decision_due(initiated_on: date, direct: bool, settings: LegalSettings, calendar: WorkingCalendar) -> date:
    """The strict legal date: the party must have been notified by it (DECIDE_ISSUED, DECIDE_STRICT)."""
    period, _ = decision_period(direct, settings)
    return end_of_period(initiated_on, period, calendar)


def sign_by(legal_date: date, expected_delivery_days: int, calendar: WorkingCalendar) -> date:
    """The last working day to sign so that the channel, with its expected calendar days, delivers in time.

    DECIDE_SIGN_BY. Can lie before the initiation when the legal period is shorter than the delivery.
    """
    if expected_delivery_days < 0:
        raise ValueError("a delivery cannot take less than 0 days")
    return calendar.previous_working(legal_date - timedelta(days=expected_delivery_days))


def register_by(received_on: date, calendar: WorkingCalendar) -> date:
    """The last day to register what was received that day (REGISTER_BY)."""
    return calendar.add_working_days(received_on, 1)


def submitted_on(received_on: date, posted_registered_on: date | None, settings: LegalSettings) -> date:
    """The day that counts as the day of submission: of posting, when sent by registered mail (COUNT_POSTED).

    An office that reads the law otherwise switches the setting off: then the day of receipt counts.
    """
    if posted_registered_on is None or not settings.posted_day_counts:
        return received_on
    return min(posted_registered_on, received_on)


def enough_notice(served_on: date, hearing_on: date, settings: LegalSettings) -> bool:
    """Whether the days of HEARING_NOTICE lie between service and the hearing, neither of the two days counted."""
    return (hearing_on - served_on).days > settings.hearing_notice_days


def correction_notice_by(received_on: date, settings: LegalSettings, calendar: WorkingCalendar) -> date:
    """The last day to tell the party how to correct a submission (CORRECTION_NOTICE)."""
    return end_of_period(received_on, Period(settings.correction_notice_days), calendar)


def correction_by(notified_on: date, settings: LegalSettings, calendar: WorkingCalendar) -> date:
    """The earliest last day that may be set to the party for the correction (CORRECTION_PERIOD)."""
    return end_of_period(notified_on, Period(settings.correction_days), calendar)


def guaranteed_until(issued_on: date, months: int, calendar: WorkingCalendar) -> date:
    """The last day for the request that a guarantee act of that day binds the body on (GUARANTEE_PERIOD)."""
    return end_of_period(issued_on, Period(months, Unit.MONTHS), calendar)


def ex_officio_by(requested_on: date, settings: LegalSettings, calendar: WorkingCalendar) -> date:
    """The last day for another body to hand over data from its records (EX_OFFICIO)."""
    return end_of_period(requested_on, Period(settings.ex_officio_days), calendar)


def deemed_delivered_personally(notice_on: date, days: int, calendar: WorkingCalendar) -> date:
    """The day on which personal or electronic delivery without pick-up is deemed made (DELIVERY_PERSONAL).

    Unverified law: an organisation uses it only with its recorded ground. `days` comes from the settings.
    """
    return end_of_period(notice_on, Period(days), calendar)


def deemed_delivered_publicly(published_on: date, days: int, calendar: WorkingCalendar) -> date:
    """The day on which delivery by website and notice board is deemed made (DELIVERY_PUBLIC, DELIVERY_LAST_DAY)."""
    return end_of_period(published_on, Period(days), calendar)


def appeal_by(notified_on: date, appeal_days: int, calendar: WorkingCalendar) -> date:
    """The last day for the party notified that day to appeal (APPEAL_PERIOD)."""
    return end_of_period(notified_on, Period(appeal_days), calendar)


def forward_appeal_by(appealed_on: date, settings: LegalSettings, calendar: WorkingCalendar) -> date:
    """The last day for the first-instance body to forward the appeal with the file (APPEAL_FORWARD)."""
    return end_of_period(appealed_on, Period(settings.forward_appeal_days), calendar)


def appeal_decided_by(appealed_on: date, settings: LegalSettings, calendar: WorkingCalendar) -> date:
    """The last day for the second instance to decide on a proper appeal (APPEAL_DECISION)."""
    return end_of_period(appealed_on, Period(settings.second_instance_days), calendar)


def returned_decided_by(received_on: date, settings: LegalSettings, calendar: WorkingCalendar) -> date:
    """The last day to decide anew when the decision was annulled and the case came back that day (APPEAL_RETURNED)."""
    return end_of_period(received_on, Period(settings.returned_decision_days), calendar)


def objection_decided_by(received_on: date, settings: LegalSettings, calendar: WorkingCalendar) -> date:
    """The last day for the body to decide on an objection (OBJECTION_DECISION)."""
    return end_of_period(received_on, Period(settings.objection_decision_days), calendar)


def silence_appeal_window(legal_date: date, settings: LegalSettings, calendar: WorkingCalendar) -> tuple[date, date]:
    """First and last day to appeal because no decision was issued by the legal date (APPEAL_SILENCE)."""
    last = end_of_period(legal_date, Period(settings.silence_appeal_years, Unit.YEARS), calendar)
    return legal_date + timedelta(days=1), last


def final_for_party(
    notified_on: date, appeal_days: int | None, calendar: WorkingCalendar, *, waived_on: date | None = None
) -> date:
    """The first day on which a decision is final (konačno) for a party that has not appealed (FINAL_FOR_PARTY).

    `appeal_days` None means that no appeal is allowed. A waiver counts from the notification at the earliest.
    """
    if appeal_days is None:
        return notified_on
    expired = appeal_by(notified_on, appeal_days, calendar) + timedelta(days=1)
    return expired if waived_on is None else min(expired, max(notified_on, waived_on))


def final_for_all(days: Iterable[date | None]) -> date | None:
    """The first day on which a decision is final, from the days of all its parties (FINAL).

    None while a party was not notified or has appealed, and when there is no party.
    """
    each = list(days)
    known = [day for day in each if day is not None]
    return max(known) if known and len(known) == len(each) else None


def court_by(notified_on: date, settings: LegalSettings, calendar: WorkingCalendar) -> date:
    """The last day to start an administrative dispute against a final decision delivered that day (DISPUTE_PERIOD)."""
    return end_of_period(notified_on, Period(settings.court_days), calendar)
