"""Reference data of Serbia that comes with Šalter: typed, cached, each row with its certainty. Sources: README.md here.

Every loader reads its packaged file once and answers with a tuple in the order of the file.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from salter.organisations.identifiers import check_municipality_code

VERIFIED = "verified"


@dataclass(frozen=True)
class Municipality:
    """A local self-government (municipality or city), of which Serbia has 174.

    `kind` is `opština` or `grad` and says nothing about the place. `certainty` is about the code. Populations are
    None where no source was found; `population_estimate` is from before the census of 2022.
    """

    code: str
    name_cyr: str
    name_lat: str
    kind: str
    district_code: str
    seat_cyr: str
    seat_lat: str
    seat_postal_code: str
    registered_voters_2023: int | None
    population_2022: int | None
    population_estimate: int | None
    kosovo_and_metohija: bool
    note: str
    certainty: str

    @property
    def outside_kosovo_and_metohija(self) -> bool:
        """True for the 145 that are meant by "the 145 local self-governments"."""
        return not self.kosovo_and_metohija


@dataclass(frozen=True)
class CityMunicipality:
    """A part of a city with bodies of its own, e.g. Voždovac in Belgrade."""

    code: str
    name_cyr: str
    name_lat: str
    city_cyr: str
    city_lat: str
    registered_voters_2023: int | None
    certainty: str


@dataclass(frozen=True)
class District:
    """One of 29 administrative districts, or the City of Belgrade (code 00)."""

    code: str
    name_cyr: str
    name_lat: str
    seat_cyr: str
    seat_lat: str
    region_cyr: str
    region_lat: str
    municipalities: int
    population_2022: int | None
    certainty: str


@dataclass(frozen=True)
class Archive:
    """A public archive. `territory_lat` names its municipalities, or says in words whose records it takes."""

    number: int
    name_cyr: str
    name_lat: str
    seat_cyr: str
    seat_lat: str
    kind: str
    territory_lat: tuple[str, ...]
    certainty: str
    source: str

    @property
    def verified(self) -> bool:
        return self.certainty == VERIFIED


@dataclass(frozen=True)
class MunicipalityArchive:
    """Which archive is competent for a municipality; `archive_number` is None where it is not known."""

    municipality_code: str
    archive_number: int | None
    certainty: str

    @property
    def verified(self) -> bool:
        return self.certainty == VERIFIED


@dataclass(frozen=True)
class Settlement:
    code: str
    name_cyr: str
    name_lat: str
    municipality_code: str


@dataclass(frozen=True)
class PostalCode:
    """A place and its postal code; from an encyclopedia, so not an official list."""

    code: str
    place_cyr: str
    place_lat: str
    municipality_cyr: str
    municipality_lat: str


@dataclass(frozen=True)
class Word:
    """A given name, surname or street for fictional people. `gender` is m or ž for given names, else ""."""

    cyr: str
    lat: str
    gender: str = ""


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files(__name__) / f"{name}.csv").read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def _number(text: str) -> int | None:
    return int(text) if text else None


@cache
def municipalities() -> tuple[Municipality, ...]:
    return tuple(_municipality(row) for row in _rows("municipalities"))


def _municipality(row: dict[str, str]) -> Municipality:
    return Municipality(
        code=row["code"],
        name_cyr=row["name_cyr"],
        name_lat=row["name_lat"],
        kind=row["type_lat"],
        district_code=row["district_code"],
        seat_cyr=row["seat_cyr"],
        seat_lat=row["seat_lat"],
        seat_postal_code=row["seat_postal_code"],
        registered_voters_2023=_number(row["registered_voters_2023"]),
        population_2022=_number(row["population_census_2022"]),
        population_estimate=_number(row["population_estimate_pre2022"]),
        kosovo_and_metohija=row["kosovo_and_metohija"] == "da",
        note=row["note"],
        certainty=check_municipality_code(row["code"]).warning or VERIFIED,
    )


@cache
def municipality(code: str) -> Municipality:
    """The municipality with that 5-digit code; KeyError if there is none."""
    return {row.code: row for row in municipalities()}[code]


@cache
def city_municipalities() -> tuple[CityMunicipality, ...]:
    return tuple(
        CityMunicipality(
            code=row["code"],
            name_cyr=row["name_cyr"],
            name_lat=row["name_lat"],
            city_cyr=row["city_cyr"],
            city_lat=row["city_lat"],
            registered_voters_2023=_number(row["registered_voters_2023"]),
            certainty=row["note"],
        )
        for row in _rows("city_municipalities")
    )


@cache
def districts() -> tuple[District, ...]:
    return tuple(
        District(
            code=row["district_code"],
            name_cyr=row["name_cyr"],
            name_lat=row["name_lat"],
            seat_cyr=row["seat_cyr"],
            seat_lat=row["seat_lat"],
            region_cyr=row["region_cyr"],
            region_lat=row["region_lat"],
            municipalities=int(row["lsu_count"]),
            population_2022=_number(row["population_census_2022"]),
            certainty=VERIFIED if row["population_census_2022"] else "verified, population unknown",
        )
        for row in _rows("districts")
    )


@cache
def archives() -> tuple[Archive, ...]:
    return tuple(
        Archive(
            number=int(row["no"]),
            name_cyr=row["name_cyr"],
            name_lat=row["name_lat"],
            seat_cyr=row["seat_cyr"],
            seat_lat=row["seat_lat"],
            kind=row["type"],
            territory_lat=tuple(part for part in row["territory_lat"].split("|") if part),
            certainty=row["certainty"],
            source=row["source"],
        )
        for row in _rows("archives")
    )


@cache
def municipality_archives() -> tuple[MunicipalityArchive, ...]:
    return tuple(
        MunicipalityArchive(row["municipality_code"], _number(row["archive_no"]), row["certainty"] or "unknown")
        for row in _rows("municipality_archive")
    )


def archive_of(municipality_code: str) -> tuple[Archive | None, str]:
    """The competent archive of a municipality and how certain that is; KeyError for an unknown code."""
    link = {row.municipality_code: row for row in municipality_archives()}[municipality_code]
    found = next((archive for archive in archives() if archive.number == link.archive_number), None)
    return found, link.certainty


@cache
def settlements() -> tuple[Settlement, ...]:
    return tuple(
        Settlement(row["settlement_code"], row["name_cyr"], row["name_lat"], row["municipality_code"])
        for row in _rows("settlements")
    )


@cache
def postal_codes() -> tuple[PostalCode, ...]:
    return tuple(
        PostalCode(
            row["postal_code"], row["place_cyr"], row["place_lat"], row["municipality_cyr"], row["municipality_lat"]
        )
        for row in _rows("postal_codes")
    )


@cache
def given_names() -> tuple[Word, ...]:
    return tuple(Word(row["name_cyr"], row["name_lat"], row["gender"]) for row in _rows("given_names"))


@cache
def surnames() -> tuple[Word, ...]:
    return tuple(Word(row["surname_cyr"], row["surname_lat"]) for row in _rows("surnames"))


@cache
def streets() -> tuple[Word, ...]:
    return tuple(Word(row["street_cyr"], row["street_lat"]) for row in _rows("streets"))


@cache
def jmbg_regions() -> dict[str, str]:
    """Places by the two-digit region of a JMBG (71 to 96), in Latin script."""
    return {row["region_code"]: row["name_lat"] for row in _rows("jmbg_regions")}
