"""What a standing practice takes from its office: plans, templates, units, posts. Nothing else, column by column.

A column that is not named in `COPIED` does not go over; each is named as copied or as left, so that a new one is a
choice (a test holds that). Parties, cases, papers, entries of the journal, accounts, keys and mail are never read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from salter.mailbox.models import Channel, Consequence
from salter.organisations import clock
from salter.organisations.models import Account, Authorisation, Organisation, Staff, StaffRole, Unit
from salter.organisations.tenancy import Owned, scope, uuid7
from salter.portal.models import FormVersion
from salter.registry.actions.working_days import EXTRA, KNOWN
from salter.registry.legal.rules import LEGAL, WORKS_SATURDAY
from salter.registry.models import ClassMark, Layout, LayoutVersion, Procedure, RetentionRule, SecondInstance

SETTINGS = (LEGAL, WORKS_SATURDAY, EXTRA, KNOWN, "carry_over")
"""Of the settings of an office: what it counts by."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A table of which rows go over: these columns; `left` stay where they are, or are made anew."""

    model: type[Owned]
    columns: tuple[str, ...]
    left: tuple[str, ...] = ()
    which: Q = field(default_factory=Q)


COPIED = (
    Copy(Unit, ("parent_id", "mark", "name", "name_en", "active")),
    Copy(
        ClassMark,
        ("edition", "code", "level", "name", "competence", "minimum_years", "kept_permanently", "valid_from")
        + ("valid_until", "active", "verified", "source"),
    ),
    Copy(RetentionRule, ("class_code", "category", "expression", "years", "active", "verified", "source")),
    Copy(
        Procedure,
        ("code", "name_cyr", "name_en", "area", "competence", "legal_basis", "class_code", "deadline_days")
        + ("deadline_article", "direct_decision", "instance", "required_documents", "fee", "fee_basis", "form")
        + ("templates", "conducted_in", "unit_id", "public", "verified", "source", "active", "revision")
        + ("confirmed_revision",),
        left=("confirmed_by", "confirmed_at"),
    ),
    Copy(FormVersion, ("procedure_id", "version", "definition", "published_at")),
    Copy(
        Channel,
        ("code", "medium", "name", "legal_effect", "starts_deadlines", "ground", "pickup_days", "repeats")
        + ("expected_days",),
    ),
    Copy(Consequence, ("channel_id", "result", "effect", "ground", "at"), left=("by_id", "name")),
    Copy(
        SecondInstance,
        ("procedure_id", "class_code", "competence", "body", "to_body", "address", "ground", "at"),
        left=("name", "ended_at", "ended_by"),
        which=Q(ended_at=None),
    ),
    Copy(Layout, ("name", "kind", "language", "retired_at")),
    Copy(
        LayoutVersion,
        ("layout_id", "number", "source", "at", "approved_at"),
        left=("by_id", "approved_by_id", "document_id", "remarks"),
        which=Q(approved_at__isnull=False),
    ),
)
"""In the order in which rows rest on each other."""
POSTS = (
    Copy(Staff, ("unit_id", "active"), left=("account_id", "name", "title", "mark")),
    Copy(StaffRole, ("role",), left=("staff_id", "given_at", "given_by")),
    Copy(
        Authorisation,
        ("kind", "issued_on", "classes", "valid_from", "valid_to"),
        left=("staff_id", "number", "ended_at", "end_reason"),
    ),
)
"""People go over as posts, under new keys."""
Names = Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Taken:
    """What was read of an office, ready to be laid into another."""

    rows: Sequence[tuple[Copy, Sequence[Mapping[str, Any]]]]
    posts: Sequence[Post]


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody's post: what is copied of it, what it may do, and how its holder is called there."""

    columns: Mapping[str, Any]
    name: str
    title: str
    roles: tuple[str, ...]
    authorisations: Sequence[Mapping[str, Any]]


def settings_of(office: Organisation) -> dict[str, Any]:
    """The settings that go over."""
    return {name: office.settings[name] for name in SETTINGS if name in office.settings}


def take(office: Organisation, *, names: bool) -> Taken:
    """Read what goes over, in the scope of the office; a fixed number of queries."""
    rows = [(one, list(_values(one, office))) for one in COPIED]
    return Taken([(one, _newest(one, found)) for one, found in rows], list(_posts(office, names)))


def _values(one: Copy, office: Organisation) -> Iterator[dict[str, Any]]:
    rows = one.model._default_manager.filter(one.which, organisation=office).order_by("pk")
    yield from rows.values("id", *one.columns)


def _newest(one: Copy, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of a template the newest approved version is enough."""
    if one.model is not LayoutVersion:
        return rows
    newest = {row["layout_id"]: row for row in sorted(rows, key=lambda row: row["number"])}
    return list(newest.values())


def _posts(office: Organisation, names: bool) -> Iterator[Post]:
    rows = Staff.objects.filter(organisation=office, active=True, account__program=False).select_related("unit")
    rows = rows.prefetch_related("roles", "authorisations")
    today = clock.today(office)
    for number, row in enumerate(sorted(rows, key=lambda one: (one.unit.mark, one.pk)), 1):
        yield Post(
            columns={column: getattr(row, column) for column in POSTS[0].columns},
            name=row.name if names else f"Службеник {number} ({row.unit.name})"[:200],
            title=row.title if names else "",
            roles=tuple(sorted(one.role for one in row.roles.all())),
            authorisations=[
                {column: getattr(one, column) for column in POSTS[2].columns}
                for one in row.authorisations.all()
                if _holds(one, today)
            ],
        )


def _holds(one: Authorisation, today: date) -> bool:
    return one.valid_from <= today and (one.valid_to is None or today <= one.valid_to)


def lay_in(taken: Taken, office: Organisation) -> None:
    """Fill a new practice office; in a transaction."""
    with scope(office.pk):
        units, rest = taken.rows[0], taken.rows[1:]
        _insert(*units, office, {})
        first = _people(taken.posts, office)
        for one, rows in rest:
            _insert(one, rows, office, _made(one.model, first))


def _made(model: type[Owned], first: UUID | None) -> dict[str, Any]:
    """What stands in columns that are left and may not be empty: nobody's name."""
    if model is LayoutVersion:
        return {"by_id": first, "approved_by_id": first}
    return {"name": "–"} if model in (SecondInstance, Consequence) else {}


def _insert(one: Copy, rows: Sequence[Mapping[str, Any]], office: Organisation, made: Mapping[str, Any]) -> None:
    one.model._default_manager.bulk_create(one.model(organisation=office, **row, **made) for row in rows)


def _people(posts: Sequence[Post], office: Organisation) -> UUID | None:
    """Accounts without passwords, posts, roles and authorisations; gives the first post."""
    made = [Account(username=f"{office.code}.{key_of(n)}", display_name=post.name, organisation=office)
            for n, post in enumerate(posts, 1)]  # fmt: skip
    for account in made:
        account.set_unusable_password()
    accounts = Account.objects.bulk_create(made)
    staff = [
        Staff(id=uuid7(), organisation=office, account=account, name=post.name, title=post.title, **post.columns)
        for account, post in zip(accounts, posts, strict=True)
    ]
    Staff.objects.bulk_create(staff)
    pairs = list(zip(staff, posts, strict=True))
    StaffRole.objects.bulk_create(
        StaffRole(organisation=office, staff=row, role=role) for row, post in pairs for role in post.roles
    )
    numbered = enumerate(((row, one) for row, post in pairs for one in post.authorisations), 1)
    Authorisation.objects.bulk_create(
        Authorisation(organisation=office, staff=row, number=f"ВЕЖБА-{n}", **one) for n, (row, one) in numbered
    )
    return staff[0].pk if staff else None


def key_of(number: int) -> str:
    """What the user name of a post ends with."""
    return f"sluzbenik-{number}"
