"""An office with very many cases, made by the database itself: for benchmarks only, since no deed made them.

Units, staff and registers are made by the actions. Parties, cases and their parties come from `INSERT … SELECT`, with
fictional names, half in Cyrillic and half in Latin, as five years of work leave them: the newest cases are open.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from salter.organisations.access import Viewer
    from salter.organisations.models import Account, Organisation, Staff
    from salter.registry.models import Register

UNITS, PEOPLE, YEARS, STEP = 12, 301, 5, 50_000
MARK = "352"
SUBJECTS = (
    ("Захтев за заузеће јавне површине", "Zahtev za zauzeće javne površine"),
    ("Захтев за локацијске услове", "Zahtev za lokacijske uslove"),
    ("Пријава комуналног проблема", "Prijava komunalnog problema"),
    ("Захтев за једнократну помоћ", "Zahtev za jednokratnu pomoć"),
    ("Жалба на решење о порезу", "Žalba na rešenje o porezu"),
    ("Захтев за уверење", "Zahtev za uverenje"),
    ("Захтев за сечу стабала", "Zahtev za seču stabala"),
    ("Понуда за набавку", "Ponuda za nabavku"),
)

PARTIES = """
INSERT INTO organisations_party (id, organisation_id, kind, name, name_fold, name_sort, identifier_kind, identifier,
    identifier_kept, address, email, phone)
SELECT ('01900000-0000-7000-9000-' || lpad(to_hex(i), 12, '0'))::uuid, %(organisation)s, 'person',
    shown[1 + i %% cardinality(shown)] || ' ' || i, folded[1 + i %% cardinality(folded)] || ' ' || i,
    folded[1 + i %% cardinality(folded)], '', '', '', 'Огледна 1', '', ''
FROM generate_series(1 + %(first)s::int / 3, %(last)s::int / 3 + 1) i,
    (SELECT %(names)s::text[] shown, %(folds)s::text[] folded) people
ON CONFLICT DO NOTHING -- the last party of a step is the first of the next
"""

CASES = """
WITH given AS (
    SELECT %(units)s::uuid[] units, %(marks)s::text[] marks, %(handlers)s::uuid[] handlers,
        %(subjects)s::text[] subjects, %(subject_folds)s::text[] folds, %(folds)s::text[] people,
        %(registers)s::uuid[] registers, %(years)s::int[] years, %(offsets)s::int[] offsets
), counted AS (
    SELECT i, 1 + (i - 1) * cardinality(registers) / %(count)s AS book, 1 + i * 7 %% cardinality(units) AS unit,
        1 + i / 3 AS party, i > %(count)s * 0.94 OR i %% 211 = 0 AS open, i %% 199 = 0 AS restricted, given.*
    FROM generate_series(%(first)s::int, %(last)s::int) i, given
), numbered AS (
    SELECT *, (i - 1 - (book - 1) * %(count)s / cardinality(registers))::int + 1 + offsets[book] AS ordinal,
        %(today)s::date - ((%(count)s - i) * 365 * cardinality(registers) / %(count)s)::int AS came
    FROM counted
)
INSERT INTO registry_case (id, organisation_id, unit_id, handler_id, confidentiality, granted_to, party_ids,
    register_id, ordinal, year, number, number_keys, last_sub, class_code, subject, search, status, received_at,
    registered_at, sender_reference, channel, due_on, sign_by, deadline_rule, deadline_verified, external_system,
    external_number, external_status, outcome, disposition, resolved_at, closed_at, retention_id, cancel_reason,
    version)
SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, %(organisation)s, units[unit],
    CASE WHEN i %% 8 > 0 THEN handlers[unit] END, CASE WHEN restricted THEN 'restricted' ELSE 'normal' END,
    CASE WHEN restricted THEN ARRAY[handlers[1 + i %% cardinality(handlers)]] ELSE '{}' END,
    ARRAY[('01900000-0000-7000-9000-' || lpad(to_hex(party), 12, '0'))::uuid], registers[book], ordinal, years[book],
    format('352-%%s/%%s-%%s', ordinal, years[book], marks[unit]),
    ARRAY[format('352-%%s/%%s-%%s', ordinal, years[book], lower(marks[unit])), ordinal || '/' || years[book],
        ordinal::text], 0, '352', subjects[1 + i %% cardinality(subjects)], folds[1 + i %% cardinality(folds)] || ' '
        || people[1 + party %% cardinality(people)] || ' ' || party,
    CASE WHEN NOT open THEN 'archived' WHEN i %% 8 = 0 THEN 'formed' WHEN i %% 10 = 3 THEN 'interrupted'
        ELSE 'in_progress' END,
    came, came, '', 'counter', came + 60, came + 50, '', false, '', '', '',
    CASE WHEN open THEN '' ELSE 'granted' END, '',
    CASE WHEN NOT open THEN came + 30 END, CASE WHEN NOT open THEN came + 40 END,
    CASE WHEN NOT open THEN %(retention)s::uuid END, '', 1
FROM numbered
"""

CASE_PARTIES = """
INSERT INTO registry_caseparty (id, organisation_id, case_id, party_id, role, name, address, representative)
SELECT case_id, %(organisation)s, case_id, ('01900000-0000-7000-9000-' || lpad(to_hex(party), 12, '0'))::uuid,
    'applicant', names[1 + party %% cardinality(names)] || ' ' || party, 'Огледна 1', ''
FROM (
    SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid case_id, 1 + i / 3 party,
        %(names)s::text[] names
    FROM generate_series(%(first)s::int, %(last)s::int) i
) made
"""

ACTS = """
INSERT INTO registry_act (id, organisation_id, case_id, sub_number, kind, extent, rest, title, status, outcome, content,
    script, author_id, created_at, returned_note, version)
SELECT case_id, %(organisation)s, case_id, 1, 'decision', '', '', 'Решење',
    CASE WHEN i <= %(count)s * 0.94 THEN 'withdrawn' WHEN i %% 600 = 1 THEN 'approved' ELSE 'draft' END, '', '{}',
    'sr-Cyrl', handlers[1 + i %% cardinality(handlers)], %(today)s::date - 1, '', 1
FROM (
    SELECT i, ('01900000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid case_id, %(handlers)s::uuid[] handlers
    FROM generate_series(%(first)s::int, %(last)s::int) i
) made
"""
"""One act a case; those that wait for a signature are some of the open ones."""

FILLED = (
    *("registry_case", "registry_caseparty", "registry_act", "organisations_party"),
    *("documents_document", "registry_attachment", "registry_casewords", "registry_knownword"),
)
SLOW_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexdef LIKE '% USING gin %'
    AND tablename IN ('registry_case', 'organisations_party', 'registry_casewords', 'registry_knownword')
"""


@dataclass(frozen=True, slots=True)
class Crowd:
    """The office: a handler who sees one unit of twelve and what was granted, and a clerk who sees all units; and the
    clerk's token of the API."""

    organisation: Organisation
    handler: Account
    clerk: Account
    token: str


def crowded_office(code: str, count: int, *, papers: bool = False) -> Crowd:
    """Found an office and let the database fill it with so many cases, with their `papers` too. Runs in no scope."""
    from salter.ops.benchmarks.crowd_papers import fill_papers, with_words
    from salter.organisations import actions
    from salter.organisations.models import Role
    from salter.organisations.tenancy import scope
    from salter.portal.founding import founder, furnish

    names = {"name_cyr": "Мерна општина", "name_lat": "Merna opština", "body_cyr": "Мерна управа", "seat_cyr": "Мера"}
    organisation = actions.found_organisation(code=code, kind="municipality", demo=True, **names)
    with scope(organisation.pk):
        setting_up = founder(organisation)
        units = [actions.create_unit(setting_up, mark=f"IV-{n:02}", name=f"Одељење {n}") for n in range(1, UNITS + 1)]
        furnish(organisation, {"": units[0]})
        handlers = [_person(setting_up, f"{code}-{unit.mark}", unit, Role.HANDLER) for unit in units]
        clerk = _person(setting_up, f"{code}-clerk", units[0], Role.REGISTRY_CLERK)
        token = actions.issue_token(setting_up, account=clerk.account, role=Role.REGISTRY_CLERK)
        given = given_of(setting_up, count, handlers)
    given = with_words(given) if papers else given
    with _searched_later():
        for first in range(1, count + 1, STEP):
            with scope(organisation.pk):
                stretch = given | {"first": first, "last": min(first + STEP - 1, count)}
                fill(stretch)
                if papers:
                    fill_papers(stretch)
    _counted(organisation, given)
    return Crowd(organisation, handlers[0].account, clerk.account, token)


def _person(viewer: Viewer, username: str, unit: Any, role: Any) -> Staff:
    from salter.organisations import actions

    return actions.add_staff(viewer, username=username, name=username, unit=unit, title="", roles=[role])


def given_of(viewer: Viewer, count: int, handlers: list[Staff]) -> dict[str, Any]:
    """What the statements take."""
    from itertools import islice

    from salter.organisations import clock
    from salter.organisations.fictional import people
    from salter.registry.models import RetentionRule
    from salter.ui.script import fold

    names = [person.name_cyr if n % 2 else person.name_lat for n, person in enumerate(islice(people(7), PEOPLE))]
    subjects = [text for pair in SUBJECTS for text in pair]
    books = _books(viewer)
    return {
        "organisation": viewer.organisation.pk,
        "count": count,
        "today": clock.today(viewer.organisation),
        "names": names,
        "folds": [fold(name) for name in names],
        "units": [person.unit_id for person in handlers],
        "marks": [person.unit.mark for person in handlers],
        "handlers": [person.pk for person in handlers],
        "subjects": subjects,
        "subject_folds": [fold(text) for text in subjects],
        "registers": [book.pk for book in books],
        "years": [book.year for book in books],
        "offsets": [book.last_ordinal for book in books],
        "retention": RetentionRule.objects.filter(years__isnull=False).values_list("pk", flat=True)[0],
    }


def _books(viewer: Viewer) -> list[Register]:
    """The book of this year and of the years before, oldest first."""
    from salter.registry.actions import open_register
    from salter.registry.models import Register

    this_year = Register.objects.get(organisation=viewer.organisation)
    older = [open_register(viewer, year=this_year.year - back) for back in range(YEARS - 1, 0, -1)]
    return [*older, this_year]


def fill(given: dict[str, Any]) -> None:
    """Write the rows from `first` to `last` of what `given_of` gave; in the scope of the office."""
    from django.db import connection

    with connection.cursor() as cursor:
        for sql in (PARTIES, CASES, CASE_PARTIES, ACTS):
            cursor.execute(sql, given)


@contextmanager
def _searched_later() -> Iterator[None]:
    """The indexes of words are made when all rows are there: one row at a time they take most of the time."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(SLOW_INDEXES)
        indexes = cursor.fetchall()
        for name, _made in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for _name, made in indexes:
            cursor.execute(made)
        cursor.execute("RESET maintenance_work_mem")


def _counted(organisation: Organisation, given: dict[str, Any]) -> None:
    """The counters of the books stand where the cases have brought them; the planner knows the tables."""
    from django.db import connection

    from salter.organisations.tenancy import scope

    with scope(organisation.pk), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE registry_register r SET last_ordinal = counted.last FROM (SELECT register_id, max(ordinal) AS last "
            "FROM registry_case WHERE organisation_id = %(organisation)s GROUP BY 1) counted "
            "WHERE r.organisation_id = %(organisation)s AND r.id = counted.register_id",
            given,
        )
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {', '.join(FILLED)}")
