"""Fictional people and companies for demonstration, practice and tests: the same seed gives the same ones.

Names are drawn at random from lists of common words, so any likeness is chance. Personal and company numbers pass
their checks but lie where no number is issued (identifiers.TEST_REGION, TEST_COMPANY_PREFIX); e-mail addresses end
in `.example`, which no mail server can ever answer for (RFC 2606).
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from salter.organisations import identifiers, reference
from salter.ui.script import fold

DEMO_PASSWORD = "salter-demo"
"""Of everybody in a demo or practice office; it opens nothing in production."""
BORN_FIRST, BORN_DAYS = date(1940, 1, 1), 24_000
"""Days of birth from 1940 to September 2005: adults in any demo."""

TRADES = (
    # Cyrillic, Latin; every company bears the word for fictional (измишљени), so nobody takes it for a real one
    ("Градња", "Gradnja"),
    ("Пекара", "Pekara"),
    ("Превоз", "Prevoz"),
    ("Електро", "Elektro"),
    ("Воћар", "Voćar"),
    ("Апотека", "Apoteka"),
    ("Штампарија", "Štamparija"),
    ("Столар", "Stolar"),
    ("Пчелар", "Pčelar"),
    ("Зелени двор", "Zeleni dvor"),
)


@dataclass(frozen=True)
class Place:
    """Where fictional people live; no place of Serbia has the default's name or postal code."""

    cyr: str = "Огледна Варош"
    lat: str = "Ogledna Varoš"
    postal_code: str = "99999"


NOWHERE = Place()


@dataclass(frozen=True)
class Address:
    """A street with a number, a postal code and a place, in one line."""

    cyr: str
    lat: str


@dataclass(frozen=True)
class FictionalPerson:
    """`gender` is m or ž; the name is given name and surname; `jmbg` is a test number."""

    given_cyr: str
    given_lat: str
    surname_cyr: str
    surname_lat: str
    gender: str
    born: date
    jmbg: str
    address: Address
    email: str

    @property
    def name_cyr(self) -> str:
        return f"{self.given_cyr} {self.surname_cyr}"

    @property
    def name_lat(self) -> str:
        return f"{self.given_lat} {self.surname_lat}"


@dataclass(frozen=True)
class FictionalCompany:
    name_cyr: str
    name_lat: str
    pib: str
    mb: str
    address: Address
    email: str


def people(seed: int, place: Place = NOWHERE) -> Iterator[FictionalPerson]:
    """Without end, fictional people with different names and numbers."""
    chance = random.Random(seed)
    seen: set[str] = set()
    while True:
        person = _person(chance, place)
        if seen.isdisjoint((person.name_lat, person.jmbg)):
            seen |= {person.name_lat, person.jmbg}
            yield person


def _person(chance: random.Random, place: Place) -> FictionalPerson:
    given, surname = chance.choice(reference.given_names()), chance.choice(reference.surnames())
    born = BORN_FIRST + timedelta(days=chance.randrange(BORN_DAYS))
    return FictionalPerson(
        given_cyr=given.cyr,
        given_lat=given.lat,
        surname_cyr=surname.cyr,
        surname_lat=surname.lat,
        gender=given.gender,
        born=born,
        jmbg=identifiers.make_test_jmbg(born, given.gender == "m", chance.randrange(400)),
        address=_address(chance, place),
        email=_email(f"{given.lat}.{surname.lat}", "gradjani"),
    )


def companies(seed: int, place: Place = NOWHERE) -> Iterator[FictionalCompany]:
    """Fictional companies with different names and numbers, 1000 at most."""
    chance = random.Random(seed)
    for sequence, number in enumerate(chance.sample(range(100_000), 1000), start=1):
        cyr, lat = chance.choice(TRADES)
        yield FictionalCompany(
            name_cyr=f"„{cyr} {sequence}“ измишљено д.о.о. {place.cyr}",
            name_lat=f"„{lat} {sequence}“ izmišljeno d.o.o. {place.lat}",
            pib=identifiers.make_test_pib(number),
            mb=identifiers.make_test_mb(number),
            address=_address(chance, place),
            email=_email(f"{lat}{sequence}", "firme"),
        )


def _address(chance: random.Random, place: Place) -> Address:
    street, number = chance.choice(reference.streets()), chance.randint(1, 120)
    return Address(
        f"{street.cyr} {number}, {place.postal_code} {place.cyr}",
        f"{street.lat} {number}, {place.postal_code} {place.lat}",
    )


def _email(name: str, domain: str) -> str:
    return f"{fold(name).replace(' ', '')}@{domain}.example"
