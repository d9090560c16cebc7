from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salter.ui import formats


def test_dates_and_moments() -> None:
    assert formats.format_date(date(2026, 11, 23)) == "23. 11. 2026."
    assert formats.format_date(date(2026, 3, 5), "sr-latn") == "5. 3. 2026."
    assert formats.format_date(date(2026, 11, 23), "en") == "23 November 2026"
    assert formats.format_datetime(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "2. 7. 2026. 00:30"
    assert formats.format_datetime(datetime(2026, 1, 1, 8, 5, tzinfo=UTC), "en") == "1 January 2026, 09:05"


@pytest.mark.parametrize(
    ("amount", "language", "text"),
    [
        ("1200", "sr", "1.200,00 РСД"),
        ("1200", "sr-latn", "1.200,00 RSD"),
        ("1200", "en", "1,200.00 RSD"),
        ("0.005", "sr", "0,01 РСД"),
        ("-1234567.8", "sr", "−1.234.567,80 РСД"),
        ("1E+3", "sr", "1.000,00 РСД"),
    ],
)
def test_money(amount: str, language: str, text: str) -> None:
    assert formats.format_money(Decimal(amount), language=language) == text


def test_numbers_and_sizes() -> None:
    assert formats.format_number(1234567.5) == "1.234.567,5"
    assert formats.format_number(2, 1) == "2,0"
    assert [formats.format_filesize(size) for size in (0, 999, 1000, 1_234_567, 250_000_000)] == [
        "0 B",
        "999 B",
        "1 kB",
        "1,2 MB",
        "250 MB",
    ]


@pytest.mark.parametrize(
    ("days", "sr", "latin", "en"),
    [
        (3, "још 3 дана", "još 3 dana", "3 days left"),
        (1, "још 1 дан", "još 1 dan", "1 day left"),
        (21, "још 21 дан", "još 21 dan", "21 days left"),
        (11, "још 11 дана", "još 11 dana", "11 days left"),
        (0, "истиче данас", "ističe danas", "due today"),
        (-1, "касни 1 дан", "kasni 1 dan", "1 day late"),
        (-2, "касни 2 дана", "kasni 2 dana", "2 days late"),
    ],
)
def test_days_as_words(days: int, sr: str, latin: str, en: str) -> None:
    assert [formats.relative_days(days, language) for language in ("sr", "sr-latn", "en")] == [sr, latin, en]


@given(st.integers(-10_000, 10_000))
def test_plural_agrees_with_the_catalogues(number: int) -> None:
    n = abs(number)
    few = 2 <= n % 10 <= 4 and (n % 100 < 10 or n % 100 >= 20)
    wanted = "one" if n % 10 == 1 and n % 100 != 11 else "few" if few else "many"
    assert formats.plural(number, "one", "few", "many") == wanted
