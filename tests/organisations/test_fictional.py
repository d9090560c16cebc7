from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from salter.organisations import fictional, reference
from salter.organisations.identifiers import Checked, check_jmbg, check_mb, check_pib, is_test_jmbg, jmbg_birth_date
from salter.ui.script import fold


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    first, again, other = (list(islice(fictional.people(seed), 20)) for seed in (1, 1, 2))
    assert first == again
    assert {p.jmbg for p in first}.isdisjoint(p.jmbg for p in other)
    assert list(islice(fictional.companies(1), 9)) == list(islice(fictional.companies(1), 9))


@settings(max_examples=10)
@given(st.integers(0, 2**32))
def test_numbers_hold_and_belong_to_nobody(seed: int) -> None:
    for person in islice(fictional.people(seed), 50):
        assert check_jmbg(person.jmbg) == Checked(person.jmbg, True)
        assert is_test_jmbg(person.jmbg)
        assert jmbg_birth_date(person.jmbg) == person.born
        assert (int(person.jmbg[9:12]) < 500) == (person.gender == "m")
    for company in islice(fictional.companies(seed), 20):
        assert check_pib(company.pib) == Checked(company.pib, True)
        assert check_mb(company.mb) == Checked(company.mb, True)


def test_people_of_one_office_differ_and_are_told_in_both_scripts() -> None:
    people = list(islice(fictional.people(7), 300))
    assert len({p.name_lat for p in people}) == len({p.jmbg for p in people}) == 300
    for person in people:
        assert fold(person.name_cyr) == fold(person.name_lat)
        assert fold(person.address.cyr) == fold(person.address.lat)
        assert person.address.cyr.endswith("99999 Огледна Варош")
        assert person.email.endswith("@gradjani.example")
        assert person.email.isascii()
        assert 1940 <= person.born.year <= 2005


def test_companies_say_that_they_are_fictional() -> None:
    companies = list(fictional.companies(7))
    assert len({c.name_cyr for c in companies}) == len({c.pib for c in companies}) == 1000
    assert all("измишљено" in c.name_cyr and "izmišljeno" in c.name_lat for c in companies)


def test_the_default_place_is_nowhere_in_serbia_and_another_can_be_named() -> None:
    assert fictional.NOWHERE.lat not in {row.name_lat for row in reference.settlements()}
    assert fictional.NOWHERE.postal_code not in {row.code for row in reference.postal_codes()}
    person = next(fictional.people(1, fictional.Place("Показна Бара", "Pokazna Bara", "99998")))
    assert person.address.lat.endswith(", 99998 Pokazna Bara")
