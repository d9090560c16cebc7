"""The report on resolved administrative cases of a year, in a form of our own: the prescribed one is not known.

A case ends on the day on which its last party was notified (Art. 145(1) ZUP); one that was resolved without a decision
of ours on the day on which that was noted. It stands in the report of a year in which it was open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Case as When_
from django.db.models import Count, DateField, Exists, F, OuterRef, Q, When
from django.db.models.functions import Coalesce, TruncDate

from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Role
from salter.registry.books.columns import Column
from salter.registry.books.lines import Line
from salter.registry.models import Case, Outcome, Remedies, Service

READERS = (Role.HEAD_OF_ADMINISTRATION, Role.MAYOR, Role.INSPECTOR)
TITLE = "Извештај о решеним управним предметима"
OUR_FORM = "Прописани образац извештаја није познат; ово је наш образац."


@dataclass(frozen=True, slots=True)
class Row:
    """One unit of the report; the fields are the columns."""

    unit: str
    carried: int
    received: int
    in_time: int
    late: int
    open_in_time: int
    open_late: int
    granted: int
    refused: int
    dismissed: int
    discontinued: int
    other: int
    appealed: int

    @property
    def numbers(self) -> list[int]:
        """Everything but the unit."""
        return [getattr(self, one.name) for one in fields(self)[1:]]


COLUMNS = (
    Column("Организациона јединица", 26),
    Column("Пренето", 10),
    Column("Примљено", 10),
    Column("Решено у року", 10),
    Column("Решено после рока", 10),
    Column("Нерешено, у року", 10),
    Column("Нерешено, после рока", 10),
    Column("Усвојено", 10),
    Column("Одбијено", 10),
    Column("Одбачено", 10),
    Column("Обустављено", 10),
    Column("Остало", 10),
    Column("Са жалбом", 10),
)


@dataclass(frozen=True, slots=True)
class Report:
    """A year until its last day, or until today."""

    first: date
    last: date
    rows: list[Row]

    @property
    def total(self) -> Row:
        """All units together."""
        sums = [sum(column) for column in zip(*(row.numbers for row in self.rows), strict=True)]
        return Row("УКУПНО", *(sums or [0] * (len(COLUMNS) - 1)))

    def lines(self) -> Iterable[Line]:
        """As books have them."""
        return (Line((row.unit, *row.numbers)) for row in [*self.rows, self.total])


def report(viewer: Viewer, year: int) -> Report:
    """The report of a year, one query; every case counts, whoever may see it. Raises NotAllowed."""
    require(viewer, *READERS)
    first, last = date(year, 1, 1), min(date(year, 12, 31), clock.today(viewer.organisation))
    by_hand = When(resolved_at__isnull=False, unnotified_since__isnull=True, then=TruncDate("resolved_at"))
    rows = Case.objects.filter(
        organisation=viewer.organisation, cancelled_at=None, instance__isnull=False, received_at__date__lte=last
    )
    rows = rows.annotate(ended=Coalesce(F("notified_on"), When_(by_hand, default=None, output_field=DateField())))
    rows = rows.filter(Q(ended__isnull=True) | Q(ended__gte=first)).annotate(appealed=_appealed(first, last))
    counted = rows.order_by().values("unit__mark", "unit__name").annotate(**_counts(first, last))
    return Report(first, last, [_row(found) for found in counted.order_by("unit__mark")])


def _appealed(first: date, last: date) -> Q:
    within = {"organisation": OuterRef("organisation"), "appealed_on__range": (first, last)}
    served = Service.objects.filter(act__case=OuterRef("pk"), **within)
    return Q(Exists(served)) | Q(Exists(Remedies.objects.filter(case=OuterRef("pk"), **within)))


def _counts(first: date, last: date) -> dict[str, Count]:
    done = Q(ended__range=(first, last))
    still = Q(ended__isnull=True) | Q(ended__gt=last)
    over = Q(ended__gt=F("due_on"))
    past = Q(due_on__lt=last)
    kinds = {
        "granted": Q(outcome__in=[Outcome.GRANTED, Outcome.PARTLY_GRANTED]),
        "refused": Q(outcome=Outcome.REFUSED),
        "dismissed": Q(outcome=Outcome.DISMISSED),
        "discontinued": Q(outcome=Outcome.DISCONTINUED),
    }
    known = [Outcome.GRANTED, Outcome.PARTLY_GRANTED, Outcome.REFUSED, Outcome.DISMISSED, Outcome.DISCONTINUED]
    wanted = {
        "carried": Q(received_at__date__lt=first),
        "received": Q(received_at__date__gte=first),
        "n_done": done,
        "late": done & over,
        "n_open": still,
        "open_late": still & past,
        **{name: done & rule for name, rule in kinds.items()},
        "other": done & ~Q(outcome__in=known),
        "n_appealed": Q(appealed=True),
    }
    return {name: Count("pk", filter=rule) for name, rule in wanted.items()}


def _row(found: Mapping[str, Any]) -> Row:
    mark, name = found["unit__mark"], found["unit__name"]
    number = {key: int(value) for key, value in found.items() if not key.startswith("unit__")}
    return Row(
        unit=f"{mark} {name}" if mark else "без јединице",
        in_time=number.pop("n_done") - number["late"],
        open_in_time=number.pop("n_open") - number["open_late"],
        appealed=number.pop("n_appealed"),
        **number,
    )
