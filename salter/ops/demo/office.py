"""Founding the two fictional offices: units, staff with roles and authorisations, citizens and companies."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Literal

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from salter.ops.demo.moments import CALENDAR
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.access import Viewer, viewer_of
from salter.organisations.fictional import DEMO_PASSWORD, FictionalCompany, FictionalPerson, Place, companies, people
from salter.organisations.models import (
    AbsenceKind,
    Account,
    AuthorisationKind,
    Duty,
    Organisation,
    Party,
    PartyKind,
    Role,
    Staff,
    Unit,
)
from salter.organisations.tenancy import scope
from salter.portal.founding import founder, furnish
from salter.registry.actions import open_register
from salter.registry.models import Procedure
from salter.signatures.actions import issue_test_credentials

HERE = Path(__file__).parent
CODE, PRACTICE_CODE = "vedrovo", "vezba"
PLACE = Place("Ведрово", "Vedrovo", "99999")
SEED = 2026
PUBLIC = ((22, 8, 8), (40, 50, 10))
"""Citizens with an account, people without one, companies: those of cases.csv, then those of the earlier cases."""
ABSENT, DEPUTY, GIVES_LEAVE = "obrada2", "obrada", "nacelnik-uprave"
"""Who is on leave in the municipality, who stands in, and who has written that down."""
LEAVE = timedelta(days=14)
PRACTICE_CLERK, PRACTICE_HANDLER = "vezba-pisarnica", "vezba-obrada"

UNITS = (
    # mark, parent, name, name in English
    ("I", "", "Председник општине", "Mayor"),
    ("II", "", "Општинско веће", "Municipal Council"),
    ("IV", "", "Општинска управа", "Municipal Administration"),
    ("IV-01", "IV", "Одељење за општу управу", "Department of General Administration"),
    ("IV-02", "IV", "Одељење за комуналне послове", "Department of Municipal Services"),
    ("IV-03", "IV", "Одељење за друштвене делатности", "Department of Social Affairs"),
    ("IV-04", "IV", "Одељење за финансије и локалне јавне приходе", "Department of Finance and Local Revenue"),
    ("IV-05", "IV", "Одељење за урбанизам и животну средину", "Department of Urban Planning and Environment"),
)
AREAS = {
    "": "IV-01",
    "комунални послови": "IV-02",
    "комунална инспекција": "IV-02",
    "саобраћај": "IV-02",
    "становање": "IV-02",
    "друштвена брига о деци": "IV-03",
    "социјална заштита": "IV-03",
    "предшколско": "IV-03",
    "образовање": "IV-03",
    "локални порези": "IV-04",
    "имовина": "IV-04",
    "урбанизам": "IV-05",
    "животна средина": "IV-05",
}
PRACTICE_UNITS = tuple(row for row in UNITS if row[0] in ("IV", "IV-01", "IV-02"))


@dataclass(frozen=True, slots=True)
class Person:
    """One row of people.csv."""

    username: str
    gender: str
    title: str
    unit: str
    roles: tuple[Role, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Someone:
    """A citizen or company: the key in cases.csv, and whether there is an account (and so a mailbox) here."""

    key: str
    kind: Literal["person", "company"]
    name: str
    identifier: str
    address: str
    email: str
    has_account: bool
    representative: str = ""


def staff_table() -> list[Person]:
    """The staff of the demo office."""
    with (HERE / "people.csv").open(encoding="utf-8", newline="") as stream:
        return [
            Person(
                row["username"],
                row["gender"],
                row["title"],
                row["unit"],
                tuple(Role(role) for role in row["roles"].split()),
                row["note"],
            )
            for row in csv.DictReader(stream, delimiter=";")
        ]


@cache
def public() -> dict[str, Someone]:
    """Citizens g01…, companies f01…, and people without an account p01…; the same in every demo."""
    names, firms, count = people(SEED, PLACE), companies(SEED, PLACE), Counter[str]()
    found: dict[str, Someone] = {}
    for letter in "".join("g" * citizens + "p" * elders + "f" * traders for citizens, elders, traders in PUBLIC):
        count[letter] += 1
        key, person = f"{letter}{count[letter]:02}", next(names)
        found[key] = _company(key, next(firms), person) if letter == "f" else _citizen(key, person, letter == "g")
    return found


def _company(key: str, firm: FictionalCompany, agent: FictionalPerson) -> Someone:
    address, email = firm.address.cyr, firm.email
    return Someone(key, "company", firm.name_cyr, firm.pib, address, email, True, agent.name_cyr)


def _citizen(key: str, person: FictionalPerson, has_account: bool) -> Someone:
    return Someone(key, "person", person.name_cyr, person.jmbg, person.address.cyr, person.email, has_account)


@cache
def password_hash() -> str:
    """The hash of the one demo password: made once, because it is slow on purpose."""
    return make_password(DEMO_PASSWORD)


def set_password(account: Account, note: str = "") -> None:
    """Give the demo password; an account with a note is shown on the sign-in page."""
    account.password, account.demo, account.demo_note = password_hash(), bool(note), note
    account.save(update_fields=["password", "demo", "demo_note"])


@transaction.atomic
def found(begin: date) -> Organisation:
    """The municipality of Vedrovo with everything but cases. Its first register is of the year of `begin`."""
    organisation = _organisation(CODE, "Општина Ведрово", "Opština Vedrovo", "Municipality of Vedrovo", demo=True)
    with scope(organisation.pk), clock.at(organisation, _morning(begin)):
        units = _furnish(organisation, UNITS, begin)
        names = _staff_names()
        for person in staff_table():
            name = next(names[person.gender])
            _hire(organisation, person, name, units[person.unit], person.username, begin)
        _accounts()
    return organisation


@transaction.atomic
def send_on_leave(organisation: Organisation, now: datetime) -> None:
    """A handler went on leave on the last working day, and the one whom newcomers meet stands in."""
    begins = CALENDAR.previous_working(timezone.localdate(now) - timedelta(days=1))
    with scope(organisation.pk), clock.at(organisation, _morning(begins)):
        people = Staff.objects.select_related("account").filter(organisation=organisation)
        by_name = {row.account.username: row for row in people}
        head, absent = viewer_of(by_name[GIVES_LEAVE].account, organisation), by_name[ABSENT]
        organisations.note_absence(head, staff=absent, kind=AbsenceKind.LEAVE, from_on=begins, until_on=begins + LEAVE)
        organisations.give_mandate(
            head,
            absent=absent,
            deputy=by_name[DEPUTY],
            number=f"031-38/{begins.year}-IV",
            ground="Решење начелника Општинске управе о замени за време годишњег одмора",
            valid_from=begins,
            valid_to=begins + LEAVE,
            duties=[Duty.HANDLE],
        )


@transaction.atomic
def found_practice(begin: date) -> Organisation:
    """The practice office beside it: the same furniture, few people, own registers."""
    organisation = _organisation(
        PRACTICE_CODE,
        "ВЕЖБА – Општина Ведрово",
        "VEŽBA – Opština Vedrovo",
        "PRACTICE – Municipality of Vedrovo",
        practice=True,
    )
    wanted = {
        "pisarnica": PRACTICE_CLERK,
        "obrada": PRACTICE_HANDLER,
        "nacelnik-odeljenja": "vezba-nacelnik",
        "potpis": "vezba-potpis",
        "arhiva": "vezba-arhiva",
    }
    with scope(organisation.pk), clock.at(organisation, _morning(begin)):
        units = _furnish(organisation, PRACTICE_UNITS, begin)
        names = _staff_names(SEED + 1)
        for person in staff_table():
            if person.username in wanted:
                name = next(names[person.gender])
                _hire(organisation, person, name, units[person.unit], wanted[person.username], begin)
    return organisation


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(8)))


def _organisation(
    code: str, cyr: str, lat: str, english: str, *, demo: bool = False, practice: bool = False
) -> Organisation:
    return organisations.found_organisation(
        code=code,
        kind="municipality",
        name_cyr=cyr,
        name_lat=lat,
        name_en=english,
        body_cyr=f"Општинска управа општине {PLACE.cyr}" if demo else f"ВЕЖБА – Општинска управа општине {PLACE.cyr}",
        seat_cyr=PLACE.cyr,
        address_cyr=f"Трг ведрине 1, {PLACE.postal_code} {PLACE.cyr} (измишљена општина)",
        email="uprava@vedrovo.example",
        demo=demo,
        practice=practice,
    )


def _furnish(organisation: Organisation, table: tuple[tuple[str, str, str, str], ...], begin: date) -> dict[str, Unit]:
    viewer, units = founder(organisation), dict[str, Unit]()
    for mark, parent, name, english in table:
        units[mark] = organisations.create_unit(viewer, mark=mark, name=name, name_en=english, parent=units.get(parent))
    furnish(organisation, {area: units[mark] for area, mark in AREAS.items() if mark in units})
    now = clock.real_now()
    year = timezone.localdate(now).year
    if year != begin.year:
        with clock.at(organisation, min(_morning(CALENDAR.next_working(date(year, 1, 1))), now)):
            open_register(viewer, year=year)
    return units


def _staff_names(seed: int = SEED * 2) -> dict[str, Iterator[str]]:
    """Names for the staff, by gender, so that titles fit."""

    def of(gender: str) -> Iterator[str]:
        return (person.name_cyr for person in people(seed, PLACE) if person.gender == gender)

    return {"m": of("m"), "ž": of("ž")}


def _hire(organisation: Organisation, person: Person, name: str, unit: Unit, username: str, begin: date) -> Staff:
    viewer = founder(organisation)
    staff = organisations.add_staff(
        viewer, username=username, name=name, unit=unit, title=person.title, roles=person.roles
    )
    note = person.note if organisation.demo else ""
    set_password(staff.account, note)
    kinds = {Role.HANDLER: AuthorisationKind.CONDUCT, Role.SIGNATORY: AuthorisationKind.DECIDE}
    for role, kind in kinds.items():
        if role in person.roles:
            issued = begin - timedelta(days=14)
            organisations.give_authorisation(
                viewer,
                staff=staff,
                kind=kind,
                number=f"031-{40 + staff.account_id % 50}/{issued.year}-IV",
                issued_on=issued,
                valid_from=issued,
            )
    if Role.SIGNATORY in person.roles:
        issue_test_credentials(viewer, staff=staff)
    return staff


def _accounts() -> None:
    """Those of the people of cases.csv; the others get theirs when they come."""
    for someone in islice(public().values(), sum(PUBLIC[0])):
        if someone.has_account:
            _open_account(someone)


def _open_account(someone: Someone) -> Account:
    notes = {"g01": "Грађанин: подноси захтеве и прима решења", "f01": "Привредно друштво: послује са општином"}
    names = {"g01": "gradjanin", "f01": "firma"}
    account = organisations.open_account(
        username=names.get(someone.key, f"{'gradjanin' if someone.kind == 'person' else 'firma'}{someone.key[1:]}"),
        name=someone.representative or someone.name,
        identifier_kind="jmbg" if someone.kind == "person" else "pib",
        identifier=someone.identifier,
        address=someone.address,
        email=someone.email,
        company_name=someone.name if someone.kind == "company" else "",
    )
    set_password(account, notes.get(someone.key, ""))
    return account


@dataclass(slots=True)
class Cast:
    """Who is who in an office, looked up once; use inside its scope."""

    organisation: Organisation
    viewers: dict[str, Viewer]
    parties: dict[str, Party] = field(default_factory=dict)
    procedures: dict[str, Procedure] = field(default_factory=dict)

    def role(self, role: Role) -> Viewer:
        """The first who holds a role."""
        return next(viewer for viewer in self.viewers.values() if viewer.has(role))

    def handler(self, unit: Unit | None, turn: int = 0) -> Viewer:
        """One of the handlers of a unit; the last has half the load of the others."""
        found = [
            viewer
            for viewer in self.viewers.values()
            if viewer.has(Role.HANDLER) and viewer.staff and (unit is None or viewer.staff.unit_id == unit.pk)
        ]
        return found[turn % (2 * len(found) - 1) // 2]

    def head(self, unit: Unit | None) -> Viewer:
        """The head of a unit."""
        return next(
            viewer
            for viewer in self.viewers.values()
            if viewer.has(Role.UNIT_HEAD) and viewer.staff and (unit is None or viewer.staff.unit_id == unit.pk)
        )

    def party(self, key: str) -> Party:
        """A citizen or company as a party, entered by the clerk when met first."""
        if key not in self.parties:
            someone = public()[key]
            account = Account.objects.filter(citizen=True, identifier=someone.identifier).first()
            if account is None and someone.has_account and self.organisation.demo:
                account = _open_account(someone)
            self.parties[key] = organisations.enter_party(
                self.role(Role.REGISTRY_CLERK),
                kind=PartyKind.PERSON if someone.kind == "person" else PartyKind.COMPANY,
                name=someone.name,
                identifier=someone.identifier,
                address=someone.address,
                email=someone.email,
                account=account if self.organisation.demo else None,
            )
        return self.parties[key]

    def procedure(self, code: str) -> Procedure:
        """A procedure of the catalogue."""
        if not self.procedures:
            self.procedures = {row.code: row for row in Procedure.objects.select_related("unit")}
        return self.procedures[code]

    def citizen(self, key: str) -> Viewer:
        """A citizen or company, looking at the own affairs."""
        account = self.party(key).account
        assert account is not None, f"{key} has no account"
        return viewer_of(account, self.organisation)


def cast_of(organisation: Organisation) -> Cast:
    """The people of an office; inside its scope."""
    rows = Staff.objects.filter(organisation=organisation, active=True).select_related("account").order_by("id")
    viewers = {row.account.username: viewer_of(row.account, organisation) for row in rows}
    return Cast(organisation, viewers)
