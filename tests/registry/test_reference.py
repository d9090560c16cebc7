from collections import Counter

from salter.calendars.rules import Unit
from salter.registry import reference
from salter.registry.reference import ProcedureRow


def procedure(code: str) -> ProcedureRow:
    return next(row for row in reference.procedures() if row.code == code)


def test_counts() -> None:
    assert [
        len(rows())
        for rows in (
            reference.procedures,
            reference.class_marks,
            reference.class_marks_unverified,
            reference.retention_categories,
            reference.retention_unverified,
        )
    ] == [59, 36, 88, 48, 35]


def test_no_unverified_row_carries_the_flag() -> None:
    rows = [(row.verified, row.certainty[:10]) for row in reference.class_marks_unverified()]
    rows += [(row.verified, row.certainty[:10]) for row in reference.retention_unverified()]
    assert set(rows) == {(False, "UNVERIFIED")}
    for mark in reference.class_marks():
        assert mark.verified == (mark.certainty == "verified")
    assert sum(mark.verified for mark in reference.class_marks()) == 31
    assert not any(row.verified for row in reference.procedures())
    assert sum(row.name_verified for row in reference.procedures()) == 48


def test_editions_keep_the_ten_main_groups_apart() -> None:
    groups = Counter(row.edition for row in reference.class_marks() if row.level == 1)
    assert groups == {"2023": 10, "1993": 10}
    assert {row.edition for row in reference.class_marks()} == {"2023", "1993", "seen"}


def test_deadlines_only_where_they_were_seen() -> None:
    seen = {row.code: (row.deadline_amount, row.deadline_unit) for row in reference.procedures() if row.deadline_amount}
    assert seen == {"P008": (1, Unit.DAYS), "P022": (15, Unit.DAYS), "P023": (5, Unit.WORKING_DAYS)}
    assert procedure("P022").deadline_days == 15
    assert procedure("P023").deadline_days is None, "it runs from obtaining the conditions"
    assert procedure("P023").deadline_note == "радних дана од прибављања услова"


def test_procedures_conducted_elsewhere_say_so() -> None:
    elsewhere = {row.code: row.conducted_in for row in reference.procedures() if row.conducted_in}
    assert elsewhere == {"P023": "ceop", "P025": "ceop", "P031": "other"}


def test_rows_in_cyrillic() -> None:
    row = procedure("P008")
    assert row.required_documents_cyr == ("захтев", "доказ о уплати републичке таксе", "лична карта на увид")
    assert (row.competence, row.area_cyr) == ("delegated", "грађанска стања")
    assert procedure("P021").competence == "own"


def test_retention_in_years_or_permanent() -> None:
    assert {row.expression_cyr for row in reference.retention_categories()} == {"трајно"}
    assert {(row.years, row.expression_cyr) for row in reference.retention_unverified()} == {
        (None, "трајно"),
        (2, "2 године"),
        (3, "3 године"),
        (5, "5 година"),
        (10, "10 година"),
    }
