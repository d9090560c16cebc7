"""The fictional municipality that every practice office is a copy of: people, papers and cases, on a Monday morning.

It is founded once for an installation and a release, as an organisation of its own in which nobody works.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import connection, transaction
from django.utils import timezone

from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.fictional import Place, companies, people
from salter.organisations.models import Account, AuthorisationKind, Organisation, PartyKind, Role, Staff, Unit
from salter.organisations.tenancy import scope
from salter.portal.founding import founder, furnish
from salter.signatures.actions import issue_test_credentials
from salter.training import deeds
from salter.training.offices.world import CASES, World

HERE = Path(__file__).parent
CODE = "vezba-uzorak"
FIRST = "pisarnica"
"""Whom a trainee is at first."""
SEED = 2027
PLACE = Place("Ведрово", "Vedrovo", "99999")
LOCK = 0x564A455A4241  # "VJEZBA": one founder at a time
DATA = HERE / "town.yaml"


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody who works in the town; `key` is how exercises call the post."""

    key: str
    title: str
    unit: str
    roles: tuple[Role, ...]
    gender: str


@cache
def data() -> dict[str, Any]:
    """The town as it is written: units, posts, citizens, the beginning, cases."""
    read: dict[str, Any] = yaml.safe_load(DATA.read_text("utf-8"))
    return read


@cache
def posts() -> dict[str, Post]:
    """Everybody who works in the town, by key."""
    return {
        row["key"]: Post(row["key"], row["title"], row["unit"], tuple(map(Role, row["roles"])), row["gender"])
        for row in data()["posts"]
    }


@cache
def citizens() -> tuple[str, ...]:
    """The citizens and companies of the town, by key."""
    return tuple(data()["citizens"])


def everybody() -> tuple[str, ...]:
    """Whom exercises may name: posts, citizens, companies."""
    return (*posts(), *citizens())


def morning() -> datetime:
    """The moment at which every practice office begins."""
    return timezone.make_aware(datetime.fromisoformat(data()["begins"]))


@cache
def release() -> str:
    """What the town is made of, as a short digest: a newer release founds it anew."""
    digest = hashlib.sha256()
    for path in (DATA, HERE / "town.py", *sorted(Path(deeds.__file__).parent.glob("*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def ready_town() -> Organisation:
    """The town as this release has it, founded when it is not there yet. Takes some seconds the first time."""
    found = there()
    if found is None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            found = there() or _found()
    return found


def there() -> Organisation | None:
    """The town of this release, if it was founded already."""
    return Organisation.objects.filter(code=f"{CODE}-{release()}").first()


def _found() -> Organisation:
    begin = date.fromisoformat(data()["founded"])
    office = organisations.found_organisation(
        code=f"{CODE}-{release()}",
        kind="municipality",
        name_cyr=f"ВЕЖБА – Општина {PLACE.cyr}",
        name_lat=f"VEŽBA – Opština {PLACE.lat}",
        name_en=f"PRACTICE – Municipality of {PLACE.lat}",
        body_cyr=f"ВЕЖБА – Општинска управа општине {PLACE.cyr}",
        seat_cyr=PLACE.cyr,
        address_cyr=f"Трг ведрине 1, {PLACE.postal_code} {PLACE.cyr} (измишљена општина)",
        email="uprava@vedrovo.example",
        practice=True,
    )
    with scope(office.pk):
        with clock.at(office, _at(begin)):
            units = _units(office)
            furnish(office, {area: units[mark] for area, mark in data()["areas"].items()})
            _hire(office, units, begin)
            _citizens(office)
        world = World.of(office)
        _live(world)
        office.settings |= {CASES: world.cases}
        office.save(update_fields=["settings"])
    return office


def _at(day: date, hour: int = 8) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _units(office: Organisation) -> dict[str, Unit]:
    made: dict[str, Unit] = {}
    for row in data()["units"]:
        parent = made.get(row.get("parent", ""))
        made[row["mark"]] = organisations.create_unit(
            founder(office), mark=row["mark"], name=row["name"], name_en=row["english"], parent=parent
        )
    return made


def _hire(office: Organisation, units: dict[str, Unit], begin: date) -> None:
    names = {gender: _names(gender) for gender in ("m", "ž")}
    for place, post in enumerate(posts().values()):
        staff = organisations.add_staff(
            founder(office),
            username=f"{office.code}.{post.key}",
            name=next(names[post.gender]),
            unit=units[post.unit],
            title=post.title,
            roles=post.roles,
        )
        _authorise(office, staff, post, begin, 41 + place)


def _names(gender: str) -> Iterator[str]:
    return (person.name_cyr for person in people(SEED, PLACE) if person.gender == gender)


def _authorise(office: Organisation, staff: Staff, post: Post, begin: date, number: int) -> None:
    kinds = {Role.HANDLER: AuthorisationKind.CONDUCT, Role.SIGNATORY: AuthorisationKind.DECIDE}
    for role in set(kinds) & set(post.roles):
        organisations.give_authorisation(
            founder(office),
            staff=staff,
            kind=kinds[role],
            number=f"031-{number}/{begin.year}-IV",
            issued_on=begin,
            valid_from=begin,
        )
    if Role.SIGNATORY in post.roles:
        issue_test_credentials(founder(office), staff=staff)


def _citizens(office: Organisation) -> None:
    """Each has an account, and with it a mailbox of this office."""
    persons, firms = people(SEED + 1, PLACE), companies(SEED + 1, PLACE)
    for key in citizens():
        person = next(persons)
        firm = next(firms) if key.startswith("firma") else None
        account = organisations.open_account(
            username=f"{office.code}.{key}",
            name=person.name_cyr,
            identifier_kind="pib" if firm else "jmbg",
            identifier=firm.pib if firm else person.jmbg,
            address=(firm or person).address.cyr,
            company_name=firm.name_cyr if firm else "",
        )
        Account.objects.filter(pk=account.pk).update(organisation=office)
        organisations.enter_party(
            founder(office),
            kind=PartyKind.COMPANY if firm else PartyKind.PERSON,
            name=firm.name_cyr if firm else person.name_cyr,
            identifier=firm.pib if firm else person.jmbg,
            address=(firm or person).address.cyr,
            account=account,
        )


def _live(world: World) -> None:
    """The cases that lie in the office on that morning, each deed on its day."""
    for place, row in enumerate(data()["cases"]):
        day = date.fromisoformat(row["came"])
        for step in row["deeds"]:
            [(name, given)] = step.items()
            given = dict(given or {})
            day += timedelta(days=given.pop("after", 0))
            with clock.at(world.organisation, _at(day, 9) + timedelta(minutes=7 * place)):
                deeds.play(world, [(name, {"case": row["key"], **given})])
                world.tell()
