"""A file of the state's system as rows, judged against what is here; the number of queries does not grow with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.documents import blobs
from salter.documents.actions import storage
from salter.documents.models import Document
from salter.organisations.access import Viewer
from salter.registry.beside import judging
from salter.registry.beside.columns import STATE_EXPORT
from salter.registry.beside.judging import NEAR, Fate, Ground, Here, Row, Waiting, key_of
from salter.registry.bringing import reading
from salter.registry.bringing.reading import Table
from salter.registry.models import Case, CaseParty, CaseStatus, ExportState, RegisterKind, StateExport, StateRow
from salter.ui.script import fold

LARGEST, MOST_ROWS = 20 << 20, 5000
"""A busy office enters 149 papers a day; more than this is sent in parts."""
EXTERNAL = "external:"
"""Before the key of a number of the state's system, among the keys that a case is found by."""


def external_keys(number: str) -> list[str]:
    """The key under which a case is found by its number in the state's system."""
    key = key_of(number) if number else ""
    return [f"{EXTERNAL}{key}"[:60]] if key else []


def table_of(document: Document) -> tuple[Table, list[list[str]]]:
    """Headings and rows of a file. Raises ValidationError, which says what is wrong with it."""
    with blobs.load(storage(), document.sha256) as source, reading.spooled() as target:
        table = reading.to_lines(source, target, STATE_EXPORT, reading.short(MOST_ROWS))
        if table.rows > MOST_ROWS:
            words = _("The table has more than %(most)s rows. Send it in parts, for example a month each.")
            raise ValidationError(words % {"most": MOST_ROWS}, code="table")
        rows, _place = reading.lines(target, 0, MOST_ROWS)
    return table, rows


@dataclass
class Judged:
    """All rows of a file with what they would do, and the cases that are here under their numbers."""

    ground: Ground
    rows: list[Row] = field(default_factory=list)
    cases: dict[str, Case] = field(default_factory=dict)

    def of(self, fate: Fate) -> list[Row]:
        """The rows of one fate."""
        return [row for row in self.rows if row.fate is fate]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each fate."""
        return {fate.value: len(self.of(fate)) for fate in Fate}


def judged(viewer: Viewer, export: StateExport, lines: Sequence[Sequence[str]]) -> Judged:
    """What every row of an export would do now."""
    ground = ground_of(viewer, export)
    rows = [judging.read(ground, line) for line in lines]
    if not ground.body:  # the first file: what most of its numbers bear is taken for ours, and shown before it is used
        ground = ground_of(viewer, export, body=judging.body_of(rows))
        rows = [judging.read(ground, line) for line in lines]
    found = Judged(ground, rows, cases_of(viewer, rows))
    handlers = _handlers(viewer, list(found.cases))
    here = {key: _here(case, handlers.get(key)) for key, case in found.cases.items()}
    waiting, seen = _waiting(viewer, [row.received for row in rows if row.received]), dict[str, int]()
    for row in rows:
        judging.settle(row, ground, here, waiting, seen)
    return found


def ground_of(viewer: Viewer, export: StateExport, *, body: str = "") -> Ground:
    """What the rows are judged against; the body is the one of the files that were brought in before."""
    done = StateExport.objects.filter(organisation=viewer.organisation, state=ExportState.DONE).exclude(body="")
    known = body or done.order_by("-id").values_list("body", flat=True).first() or ""
    us = viewer.organisation
    names = {fold(name) for name in (us.name_cyr, us.body_cyr, us.name_en, us.code) if name}
    columns = {name: int(place) for name, place in export.columns.items()}
    return Ground(columns, export.day, known, frozenset(names))


def cases_of(viewer: Viewer, rows: Iterable[Row]) -> dict[str, Case]:
    """The cases that are here under the numbers of rows, by key; of two, the one that is not cancelled."""
    named = [(row.key, row.number) for row in rows if row.key]
    return cases_under(viewer, named)


def cases_under(viewer: Viewer, named: Sequence[tuple[str, str]]) -> dict[str, Case]:
    """The cases of (key, number as written). Two queries: by key, and as it was written before keys were kept."""
    cases = Case.objects.filter(organisation=viewer.organisation).select_related("unit", "handler", "register")
    keys = [f"{EXTERNAL}{key}"[:60] for key, _number in named]
    rows = [
        *cases.filter(number_keys__overlap=keys),
        *cases.filter(external_number__in=[number for _key, number in named]),
    ]
    found: dict[str, Case] = {}
    for case in sorted(rows, key=lambda case: (case.cancelled_at is not None, case.pk)):
        found.setdefault(key_of(case.external_number), case)
    wanted = {key for key, _number in named}
    return {key: case for key, case in found.items() if key in wanted}


def _here(case: Case, told: str | None) -> Here:
    handler = (case.handler.name if case.handler else "") if told is None else told
    archived, cancelled = case.status == CaseStatus.ARCHIVED, case.cancelled_at is not None
    return Here(case.number, case.external_status, handler, cancelled=cancelled, archived=archived)


def _handlers(viewer: Viewer, keys: list[str]) -> dict[str, str]:
    """Whom the state's system named as handler the last time, by key."""
    rows = StateRow.objects.filter(organisation=viewer.organisation, key__in=keys, case__isnull=False)
    last = rows.order_by("key", "-day").distinct("key").values_list("key", "facts")
    return {key: facts["handler"] for key, facts in last if facts.get("handler")}


def waiting_cases(viewer: Viewer, first: date, last: date) -> list[Case]:
    """Cases entered here by hand, received within those days, that have no number of the state's system."""
    years = {first.year, last.year, last.year + 1}
    rows = Case.objects.filter(
        organisation=viewer.organisation,
        register__kind=RegisterKind.BASIC,
        register__year__in=years,
        external_number="",
        cancelled_at__isnull=True,
        received_at__date__range=(first, last),
    )
    return list(rows.order_by("id"))


def facts_of(viewer: Viewer, cases: Iterable[Case]) -> dict[Any, dict[str, str]]:
    """What is compared of our cases, by identifier: matter, first party, day of receipt."""
    cases = list(cases)
    parties = CaseParty.objects.filter(organisation=viewer.organisation, case__in=cases).order_by("case", "id")
    names = dict(parties.distinct("case").values_list("case_id", "name"))
    return {
        case.pk: {
            "subject": case.subject,
            "sender": names.get(case.pk, ""),
            "received": timezone.localdate(case.received_at).isoformat(),
        }
        for case in cases
    }


def _waiting(viewer: Viewer, days: list[date]) -> list[Waiting]:
    if not days:
        return []
    cases = waiting_cases(viewer, min(days) - NEAR, max(days) + NEAR)
    facts = facts_of(viewer, cases)
    return [Waiting(case.number, facts[case.pk]) for case in cases]
