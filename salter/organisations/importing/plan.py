"""What each row of a table would do: every row is judged against the office and against the rows before it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _

from salter.organisations import rules
from salter.organisations.access import Viewer
from salter.organisations.actions.staff import OUTSIDE
from salter.organisations.importing.tables import SHEETS, Row
from salter.organisations.models import Account, Role, Staff, Unit
from salter.ui.script import fold

NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"


@dataclass(slots=True)
class Judged:
    """A row, what it would do, and what is wrong with which of its cells."""

    row: Row
    fate: str = NEW
    faults: list[str] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    staff: Staff | None = None

    def fault(self, cell: str, words: str) -> None:
        """Something is wrong with a cell."""
        self.fate = WRONG
        self.faults.append(f"{SHEETS[self.row.kind][1][cell][0]}: {words}")

    def __getitem__(self, cell: str) -> str:
        return self.row.cells.get(cell, "")


def judge(viewer: Viewer, rows: Iterable[Row]) -> list[Judged]:
    """Every row with its fate, units first, a unit after the one it stands under. Three queries."""
    units = [Judged(row) for row in rows if row.kind == "unit"]
    staff = [Judged(row) for row in rows if row.kind == "staff"]
    known = {unit.mark: unit for unit in Unit.objects.filter(organisation=viewer.organisation).select_related("parent")}
    ordered = _judge_units(units, known)
    good = set(known) | {each["mark"] for each in ordered if each.fate != WRONG}
    closed = {mark for mark, unit in known.items() if not unit.active}
    _judge_staff(viewer, staff, good, closed)
    return ordered + staff


def _judge_units(units: list[Judged], known: dict[str, Unit]) -> list[Judged]:
    seen: dict[str, Judged] = {}
    for each in units:
        _check_unit(each, seen)
        seen.setdefault(each["mark"], each)
    for each in units:
        under = each["under"]
        if under and under not in known and (under not in seen or seen[under].fate == WRONG):
            each.fault("under", _("there is no good unit with the mark %(mark)s") % {"mark": under})
        elif _stands_under_itself(each, seen, known):
            each.fault("under", _("the unit would stand under itself"))
        elif each.fate != WRONG and (unit := known.get(each["mark"])):
            now = (unit.name, unit.parent.mark if unit.parent else "")
            each.fate = SAME if now == (each["name"], under) else CHANGED
    return sorted(units, key=lambda each: (_depth(each, seen), each.row.number))


def _check_unit(each: Judged, seen: dict[str, Judged]) -> None:
    try:
        rules.check_unit_mark(each["mark"])
    except ValidationError as error:
        each.fault("mark", error.messages[0])
    if not each["name"] or len(each["name"]) > 200:
        each.fault("name", _("write the name, at most 200 signs"))
    if each["mark"] in seen:
        number = seen[each["mark"]].row.number
        each.fault("mark", _("the mark stands in row %(number)s already") % {"number": number})


def _stands_under_itself(each: Judged, seen: dict[str, Judged], known: dict[str, Unit]) -> bool:
    mark, passed = each["under"], {each["mark"]}
    while mark:
        if mark in passed:
            return True
        passed.add(mark)
        unit = known.get(mark)
        mark = seen[mark]["under"] if mark in seen else unit.parent.mark if unit and unit.parent else ""
    return False


def _depth(each: Judged, seen: dict[str, Judged]) -> int:
    depth, mark, passed = 0, each["under"], set[str]()
    while mark in seen and mark not in passed:
        passed.add(mark)
        depth, mark = depth + 1, seen[mark]["under"]
    return depth


def _judge_staff(viewer: Viewer, staff: list[Judged], units: set[str], closed: set[str]) -> None:
    names = [each["username"].lower() for each in staff]
    accounts = {row.username.lower(): row for row in _accounts(names)}
    mine = {
        row.account_id: row
        for row in Staff.objects.filter(organisation=viewer.organisation)
        .select_related("account", "unit")
        .prefetch_related("roles")
    }
    by_email = {row.account.email.lower(): row.account for row in mine.values() if row.account.email}
    seen: dict[str, int] = {}
    for each in staff:
        account = accounts.get(each["username"].lower()) or (
            by_email.get(each["email"].lower()) if each["email"] and not each["username"] else None
        )
        each.staff = mine.get(account.pk) if account else None
        if account and each.staff is None:
            each.fault("username", _("another office or a citizen has this user name"))
        _check_person(each, units, closed)
        name = (account.username if account else each["username"]).lower()
        if name in seen and name:
            each.fault("username", _("the user name stands in row %(number)s already") % {"number": seen[name]})
        seen.setdefault(name, each.row.number)
        if each.fate != WRONG and each.staff:
            each.fate = SAME if _is_same(each, each.staff) else CHANGED


def _accounts(names: list[str]) -> Iterable[Account]:
    from django.db.models.functions import Lower

    return Account.objects.annotate(lower=Lower("username")).filter(lower__in=names)


def _check_person(each: Judged, units: set[str], closed: set[str]) -> None:
    username = each["username"]
    if not each.staff and (not username or " " in username or len(username) > 100):
        each.fault("username", _("a user name is one word, for example mila.vedric"))
    if not each["name"] or len(each["name"]) > 200:
        each.fault("name", _("write the name, at most 200 signs"))
    if each["unit"] not in units or each["unit"] in closed:
        each.fault("unit", _("there is no good unit with the mark %(mark)s") % {"mark": each["unit"] or "–"})
    if len(each["mark"]) > 10:
        each.fault("mark", _("at most 10 signs"))
    if len(each["title"]) > 200:
        each.fault("title", _("at most 200 signs"))
    if each["email"]:
        try:
            validate_email(each["email"])
        except ValidationError:
            each.fault("email", _("this is no e-mail address"))
    for word in filter(None, (part.strip() for part in re.split(r"[,;]", each["roles"]))):
        role = role_names().get(fold(word))
        if role:
            each.roles.append(role)
        else:
            each.fault(
                "roles", _("there is no role “%(role)s”; the sheet “Улоге” of the template names them") % {"role": word}
            )
    if each.staff and not each.staff.active:
        each.fault("username", _("the account is closed: open it again first"))


def _is_same(each: Judged, staff: Staff) -> bool:
    now = (staff.name, staff.title, staff.unit.mark, staff.mark, staff.account.email)
    held = {row.role for row in staff.roles.all()}
    return now == tuple(each[cell] for cell in ("name", "title", "unit", "mark", "email")) and held >= set(each.roles)


def role_names() -> dict[str, Role]:
    """Roles by every name they have: code, and label in Serbian (either script) and English, folded."""
    names: dict[str, Role] = {}
    for language in ("sr", "en"):
        with translation.override(language):
            for role in given_roles():
                names[fold(str(role.label))] = names[fold(role.value)] = role
    return names


def given_roles() -> list[Role]:
    """Roles that staff can have."""
    return [role for role in Role if role not in OUTSIDE]


def legend() -> list[tuple[str, str]]:
    """The sheet that names the roles."""
    with translation.override("sr"):
        return [("Улога", "Код"), *((str(role.label), role.value) for role in given_roles())]


def counts(judged: Iterable[Judged]) -> dict[str, Any]:
    """How many rows of each fate."""
    found = dict.fromkeys((NEW, CHANGED, SAME, WRONG), 0)
    for each in judged:
        found[each.fate] += 1
    return found
