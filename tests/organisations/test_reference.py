from collections import Counter

import pytest

from salter.organisations import reference
from salter.organisations.identifiers import TEST_REGION, check_municipality_code


def test_counts() -> None:
    assert {
        "municipalities": len(reference.municipalities()),
        "city municipalities": len(reference.city_municipalities()),
        "districts": len(reference.districts()),
        "archives": len(reference.archives()),
        "settlements": len(reference.settlements()),
        "postal codes": len(reference.postal_codes()),
        "given names": len(reference.given_names()),
        "surnames": len(reference.surnames()),
        "streets": len(reference.streets()),
        "regions": len(reference.jmbg_regions()),
    } == {
        "municipalities": 174,
        "city municipalities": 26,
        "districts": 30,
        "archives": 38,
        "settlements": 6157,
        "postal codes": 1142,
        "given names": 418,
        "surnames": 1065,
        "streets": 492,
        "regions": 25,
    }


def test_the_145_are_those_outside_kosovo_and_metohija() -> None:
    outside = [row for row in reference.municipalities() if row.outside_kosovo_and_metohija]
    assert len(outside) == 145
    assert {row.kind for row in outside} == {"opština", "grad"}
    assert all(row.registered_voters_2023 for row in outside)


def test_codes_are_unique_and_their_control_digits_hold_except_belgrade() -> None:
    codes = [row.code for row in reference.municipalities()] + [row.code for row in reference.city_municipalities()]
    assert len(set(codes)) == 200
    assert all(check_municipality_code(code).valid for code in codes)
    assert [row.name_lat for row in reference.municipalities() if row.certainty != "verified"] == ["Beograd"]


def test_control_digits_of_settlements() -> None:
    def control(code: str) -> str:
        rest = 11 - sum(int(d) * w for d, w in zip(code[:5], (6, 5, 4, 3, 2), strict=True)) % 11
        return str(rest if rest <= 9 else 0)

    assert [row.code for row in reference.settlements() if control(row.code) != row.code[5]] == []


def test_every_municipality_has_its_district_and_districts_count_theirs() -> None:
    counted = Counter(row.district_code for row in reference.municipalities())
    assert counted == {row.code: row.municipalities for row in reference.districts()}
    codes = {row.code for row in reference.municipalities()} | {row.code for row in reference.city_municipalities()}
    assert {row.municipality_code for row in reference.settlements()} <= codes


def test_certainty_of_archives() -> None:
    assert sum(archive.verified for archive in reference.archives()) == 21
    assert Counter(row.certainty for row in reference.municipality_archives() if row.verified) == {"verified": 82}
    outside = {row.code for row in reference.municipalities() if row.outside_kosovo_and_metohija}
    assert all(row.archive_number for row in reference.municipality_archives() if row.municipality_code in outside)


@pytest.mark.parametrize(
    ("code", "seat", "certainty"),
    [("70025", "Niš", "verified"), ("70017", "Kruševac", "partly (archive verified, territory inferred)")],
)
def test_archive_of(code: str, seat: str, certainty: str) -> None:
    archive, how_certain = reference.archive_of(code)
    assert archive is not None
    assert (archive.seat_lat, how_certain) == (seat, certainty)


def test_an_unknown_archive_is_told_as_unknown() -> None:
    unknown = next(row for row in reference.municipality_archives() if row.archive_number is None)
    assert reference.archive_of(unknown.municipality_code) == (None, "unknown")
    assert reference.municipality(unknown.municipality_code).kosovo_and_metohija


def test_no_list_of_regions_gives_the_region_of_test_numbers_to_a_place() -> None:
    assert TEST_REGION not in reference.jmbg_regions()


def test_words_are_in_both_scripts() -> None:
    for word in (*reference.given_names(), *reference.surnames(), *reference.streets()):
        assert word.cyr
        assert word.lat
    assert Counter(word.gender for word in reference.given_names()) == {"m": 205, "ž": 213}
