"""Reading a book for a viewer, a stretch of numbers at a time: a full one takes as many queries as an empty one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import Max, Prefetch, QuerySet
from django.utils import timezone

from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry import rules
from salter.registry.books.columns import ADMINISTRATIVE, INSTANCES, BookKind, marked
from salter.registry.books.lines import (
    Administrative,
    Entry,
    Line,
    Listed,
    Under,
    administrative_line,
    basic_lines,
    hidden,
    listed_lines,
)
from salter.registry.models import Act, ActList, Case, FormerNumber, ListedAct, Register, Remedies, Submission
from salter.ui.formats import format_date

STRETCH = 250


class Book(Protocol):
    """A book that is read from front to back."""

    def read(self, after: int, last: int, *, stretch: int = 0) -> tuple[list[Line], int]:
        """Lines that follow the number `after`, and the number that they reach: `last` at the end of the book."""
        ...


def book_of(viewer: Viewer, kind: BookKind, register: Register, act_list: ActList | None = None) -> Book:
    """The book, as far as the viewer may see into it."""
    if kind is BookKind.LIST:
        assert act_list is not None
        return ListBook(act_list)
    if kind is BookKind.BASIC:
        return BasicBook(viewer, register)
    return AdministrativeBook(viewer, register, INSTANCES[kind])


class BasicBook:
    """The basic register: every number has its line, also the one that the viewer may not look into."""

    def __init__(self, viewer: Viewer, register: Register) -> None:
        self.viewer, self.register = viewer, register

    def read(self, after: int, last: int, *, stretch: int = 0) -> tuple[list[Line], int]:
        """The lines of the next numbers."""
        reached = min(after + (stretch or STRETCH), last)
        return list(basic_lines(self.entries(after, reached), after + 1, reached)), reached

    def entries(self, after: int, last: int) -> dict[int, Entry]:
        """What stands under the numbers after `after` up to `last`, of what the viewer may see."""
        visible = _cases(self.viewer)
        here = visible.filter(register=self.register, ordinal__gt=after, ordinal__lte=last)
        found = {case.ordinal: entry_of(case, self.register) for case in here}
        gone = FormerNumber.objects.filter(
            organisation=self.viewer.organisation, register=self.register, ordinal__gt=after, ordinal__lte=last
        )
        ordinals = dict(gone.values_list("case_id", "ordinal"))
        for case in visible.filter(pk__in=ordinals):
            found[ordinals[case.pk]] = entry_of(case, self.register)
        return found


def _cases(viewer: Viewer) -> QuerySet[Case]:
    came = Submission.objects.select_related("sender").defer("answers")
    return (
        Case.objects.visible_to(viewer)
        .defer("search", "number_keys")
        .select_related("unit", "cancelled_by")
        .prefetch_related(
            "parties",
            Prefetch("submissions", came),
            Prefetch("acts", Act.objects.defer("content")),
            Prefetch("former_numbers", FormerNumber.objects.select_related("register", "into")),
        )
    )


def entry_of(case: Case, register: Register) -> Entry:
    """The entry of a case in one book: what came and went while it stood there."""
    came = next((row for row in case.former_numbers.all() if row.into_id == register.pk), None)
    went = next((row for row in case.former_numbers.all() if row.register_id == register.pk), None)
    lowest, highest = came.last_sub if came else 0, went.last_sub if went else None
    party = next(iter(case.parties.all()), None)
    return Entry(
        ordinal=went.ordinal if went else case.ordinal,
        subject=case.subject,
        received=_day(case.received_at),
        sender=_joined(party.name, party.address) if party else "",
        reference=_reference(case.sender_reference, case.sender_date),
        unit=case.unit.mark if case.unit else "",
        disposed_on=_day_or_none(case.closed_at) if not went else _day(went.carried_at),
        disposition=case.disposition if not went else "пренето",
        cancelled="" if went else cancelled_text(case),
        carried=_joined(_came_from(came), _went_to(went)),
        under=[one for one in _under(case) if one.sub > lowest and (highest is None or one.sub <= highest)],
        key=case.pk,
    )


def _came_from(row: FormerNumber | None) -> str:
    return f"пренос из {row.register.year}. године, број {row.number}" if row else ""


def _went_to(row: FormerNumber | None) -> str:
    return f"пренето у {row.into.year}. годину под бројем {row.new_number}" if row else ""


def cancelled_text(row: Case | ListedAct) -> str:
    """When, by whom and why an entry was cancelled; nothing for one that holds."""
    if row.cancelled_at is None:
        return ""
    by = row.cancelled_by.display_name if row.cancelled_by else ""
    return f"{_joined(f'поништено {format_date(_day(row.cancelled_at))}', by)}: {row.cancel_reason}"


def _under(case: Case) -> Iterator[Under]:
    for row in case.submissions.all():
        if row.sub_number:
            who, reference = row.sender.name if row.sender else "", _reference(row.sender_reference, row.sender_date)
            yield Under(row.sub_number, row.subject, _day(row.received_at), who, reference)
    for act in case.acts.all():
        sent = _day_or_none(act.dispatched_at)
        yield Under(act.sub_number, act.title, _day(act.created_at), "сопствени акт", "", sent, _state(act))


def _state(act: Act) -> str:
    return str(act.get_status_display())


def _reference(number: str, day: date | None) -> str:
    return _joined(number, format_date(day) if day else "")


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


def _day_or_none(moment: datetime | None) -> date | None:
    return _day(moment) if moment else None


class AdministrativeBook:
    """UP-1 or UP-2: the administrative cases of the basic register, under their numbers there."""

    def __init__(self, viewer: Viewer, register: Register, instance: int) -> None:
        self.viewer, self.register, self.instance = viewer, register, instance

    def read(self, after: int, last: int, *, stretch: int = 0) -> tuple[list[Line], int]:
        """The lines of the next cases."""
        stretch = stretch or STRETCH
        numbers = self._numbers(after, last, stretch)
        reached = max(numbers) if len(numbers) == stretch else last
        seen = {case.pk: case for case in self._seen(numbers.values())}
        today = clock.today(self.viewer.organisation)
        return [self._line(number, seen.get(pk), today) for number, pk in sorted(numbers.items())], reached

    def _numbers(self, after: int, last: int, stretch: int) -> dict[int, Any]:
        """The next numbers of this book with their cases, also of those that the viewer may not see."""
        own = {"organisation": self.viewer.organisation, "register": self.register}
        span = {"ordinal__gt": after, "ordinal__lte": last}
        here = Case.objects.filter(**own, **span, instance=self.instance).order_by("ordinal")
        gone = FormerNumber.objects.filter(**own, **span, case__instance=self.instance).order_by("ordinal")
        found = [*here.values_list("ordinal", "pk")[:stretch], *gone.values_list("ordinal", "case_id")[:stretch]]
        return dict(sorted(found)[:stretch])

    def _seen(self, cases: Iterable[Any]) -> QuerySet[Case]:
        rows = Case.objects.visible_to(self.viewer).filter(pk__in=list(cases)).defer("search", "number_keys")
        return rows.select_related("unit", "handler", "cancelled_by").prefetch_related(
            "parties",
            Prefetch("remedies", Remedies.objects.all()),
            Prefetch("former_numbers", FormerNumber.objects.select_related("register", "into")),
        )

    def _line(self, number: int, case: Case | None, today: date) -> Line:
        if case is None:
            return hidden(marked(f"{number}/{self.register.year}", self.instance), len(ADMINISTRATIVE))
        return administrative_line(administrative_of(case, self.register), today)


def administrative_of(case: Case, register: Register) -> Administrative:
    """The line of a case in the register of administrative cases of one year."""
    came = next((row for row in case.former_numbers.all() if row.into_id == register.pk), None)
    went = next((row for row in case.former_numbers.all() if row.register_id == register.pk), None)
    parties, remedies = list(case.parties.all()), next(iter(case.remedies.all()), None)
    decided = case.resolved_at
    holder = _joined(case.unit.mark if case.unit else "", case.handler.name if case.handler else "")
    return Administrative(
        number=marked(went.number if went else case.number, case.instance),
        parties="; ".join(_joined(row.name, row.address) for row in parties),
        subject=case.subject,
        initiated=_day(case.received_at),
        ex_officio=bool(remedies and remedies.ex_officio),
        due=case.due_on,
        holder=holder,
        decided=_day_or_none(decided),
        outcome=rules.OUTCOME_SR[rules.Outcome(case.outcome)] if case.outcome else "",
        issued=issued_on([row.delivered_on for row in parties]) if decided else None,
        cancelled="" if went else cancelled_text(case),
        carried=_joined(_came_from(came), _went_to(went)),
        key=case.pk,
        **(_remedies(remedies) if remedies else {}),
    )


def issued_on(delivered: list[date | None]) -> date | None:
    """The day on which the last party was notified; None while one of them is not."""
    return None if None in delivered or not delivered else max(day for day in delivered if day)


def _remedies(row: Remedies) -> dict[str, Any]:
    return {
        "appealed": row.appealed_on,
        "forwarded": row.forwarded_on,
        "appeal_outcome": rules.APPEAL_SR[row.appeal_outcome] if row.appeal_outcome else "",
        "dispute": row.dispute,
        "enforcement": row.enforcement,
    }


class ListBook:
    """A list of acts; who may see it was decided when it was found."""

    def __init__(self, act_list: ActList) -> None:
        self.act_list = act_list

    def read(self, after: int, last: int, *, stretch: int = 0) -> tuple[list[Line], int]:
        """The lines of the next sub-numbers."""
        stretch = stretch or STRETCH
        rows = ListedAct.objects.filter(
            organisation=self.act_list.organisation_id, act_list=self.act_list, sub_number__gt=after
        )
        rows = rows.filter(sub_number__lte=last).select_related("cancelled_by").order_by("sub_number")
        found = list(rows[:stretch])
        listed = [
            Listed(row.sub_number, row.day, row.name, row.subject, row.reference, cancelled_text(row), row.pk)
            for row in found
        ]
        return list(listed_lines(listed)), found[-1].sub_number if len(found) == stretch else last


def last_of_list(act_list: ActList) -> int:
    """The last sub-number of a list, 0 for an empty one."""
    rows = ListedAct.objects.filter(organisation=act_list.organisation_id, act_list=act_list)
    return rows.aggregate(Max("sub_number"))["sub_number__max"] or 0
