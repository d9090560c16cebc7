"""How dates, money, numbers, sizes and days are written in `sr`, `sr-latn`, `en` and `hu`. Pure functions."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from salter.ui.script import to_latin

BELGRADE = ZoneInfo("Europe/Belgrade")
_CURRENCIES = {"RSD": "РСД", "EUR": "EUR"}
_ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_HUNGARIAN_MONTHS = (
    *("január", "február", "március", "április", "május", "június"),
    *("július", "augusztus", "szeptember", "október", "november", "december"),
)
_UNITS = ("B", "kB", "MB", "GB", "TB")


def in_language(cyrillic: str, language: str) -> str:
    """Serbian words, given in Cyrillic, in the script of the language."""
    return cyrillic if language == "sr" else to_latin(cyrillic)


def format_date(day: date, language: str = "sr") -> str:
    """`23. 11. 2026.`; `23 November 2026`; `2026. november 23.` A datetime counts with its own calendar day."""
    if language == "hu":
        return f"{day.year}. {_HUNGARIAN_MONTHS[day.month - 1]} {day.day}."
    if language == "en":
        return f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {day.year}"
    return f"{day.day}. {day.month}. {day.year}."


def format_datetime(moment: datetime, language: str = "sr", zone: ZoneInfo = BELGRADE) -> str:
    """`23. 11. 2026. 14:05` in the time of `zone`; a naive datetime is taken as already local."""
    local = moment.astimezone(zone) if moment.tzinfo else moment
    return f"{format_date(local, language)}{',' if language == 'en' else ''} {local:%H:%M}"


def format_number(number: Decimal | float, places: int | None = None, language: str = "sr") -> str:
    """A number with separators: `1.234,5`, in Hungarian `1 234,5`.

    `places` fixes the decimal places (halves away from zero).
    """
    exact = number if isinstance(number, Decimal) else Decimal(str(number))
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{exact:,f}".replace("-", "\N{MINUS SIGN}")
    if language == "hu":
        return text.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def format_money(amount: Decimal, currency: str = "RSD", language: str = "sr") -> str:
    """`1.200,00 РСД`, in Latin `1.200,00 RSD`, in English `1,200.00 RSD`."""
    unit = _CURRENCIES.get(currency, currency) if language == "sr" else currency
    return f"{format_number(amount, 2, language)} {unit}"


def format_filesize(size: int, language: str = "sr") -> str:
    """A size in bytes as people read it, in decimal units: `512 B`, `1,2 MB`."""
    value, unit = Decimal(size), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    places = 1 if unit and value < 100 else 0
    return f"{format_number(value, places, language)} {_UNITS[unit]}".replace(",0 ", " ").replace(".0 ", " ")


def plural(number: int, one: str, few: str, many: str) -> str:
    """The Serbian form of a noun after a number: 1 дан, 2 дана, 5 дана; 21 дан, 11 дана."""
    units, tens = abs(number) % 10, abs(number) % 100
    if units == 1 and tens != 11:
        return one
    return few if 2 <= units <= 4 and not 12 <= tens <= 14 else many


def relative_days(days: int, language: str = "sr") -> str:
    """Days left to a deadline as words: `још 3 дана`, `истиче данас`, `касни 2 дана` (negative: overdue)."""
    if language == "en":
        return _relative_days_english(days)
    if language == "hu":
        return _relative_days_hungarian(days)
    if not days:
        return in_language("истиче данас", language)
    word = plural(days, "дан", "дана", "дана")
    return in_language(f"{'још' if days > 0 else 'касни'} {abs(days)} {word}", language)


def _relative_days_english(days: int) -> str:
    if not days:
        return "due today"
    word = "day" if abs(days) == 1 else "days"
    return f"{abs(days)} {word} {'left' if days > 0 else 'late'}"


def _relative_days_hungarian(days: int) -> str:
    if not days:
        return "ma jár le"
    return f"még {days} nap" if days > 0 else f"{-days} napja lejárt"
