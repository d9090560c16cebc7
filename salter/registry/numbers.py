"""Numbers of cases and acts: rendered by the format of an organisation, read in any spelling, folded for search.

The local style `350-123/2026-IV-02` is ours to generate; the layout is common usage, no law prescribes it. The
national style (9+4+5+3+3+3+3 digits, its legal text unverified) is recognised, and written only for practice.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Final

from salter.ui import script

FIRST_YEAR, LAST_YEAR = 1900, 2099
TWO_DIGIT_PIVOT = 70
"""Two-digit years below it are of this century (26 is 2026), the others of the last (77 is 1977)."""
PRACTICE = "ВЕЖБА"
MAX_LENGTH = 200
"""Longer texts are cut before they are read: no number is that long."""


class NumberKind(StrEnum):
    LOCAL = "local"
    NATIONAL = "national"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class ParsedNumber:
    """The parts of a number; what is not in it is None or "". Marks are in Latin capitals, Roman numerals in Latin.

    `sub` is the sub-number of an act or supplement, for the national style the ordinal of the act. `body`, `units`
    and `rest` belong to the national style, `text` holds what is left of an unknown one.
    """

    kind: NumberKind
    ordinal: int | None = None
    year: int | None = None
    classification: str = ""
    unit: str = ""
    sub: int | None = None
    register: str = ""
    body: str = ""
    units: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    practice: bool = False
    text: str = ""

    def matches(self, other: "ParsedNumber") -> bool:
        """Whether every part that is given here is the same there: `123/2026` matches `350-123/2026-IV-02`.

        The number of an act or supplement also matches its case, which has no sub-number.
        """
        if self.kind != other.kind:
            return False
        mine, theirs = vars(self), vars(other)
        given = {name for name, value in mine.items() if value not in (None, "", (), False)}
        return all(mine[name] == theirs[name] for name in given - ({"sub"} if other.sub is None else set()))


def local(
    classification: str, ordinal: int, year: int, unit: str = "", *, sub: int | None = None, register: str = ""
) -> ParsedNumber:
    """The parts of a number of the local style, marks folded; ValueError when a part cannot stand in a number."""
    number = ParsedNumber(
        NumberKind.LOCAL, ordinal, year, _fold(classification), _fold(unit), sub, _register(_fold(register))
    )
    if ordinal < 1 or (sub is not None and sub < 1) or not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"ordinal and sub-number are at least 1, the year from {FIRST_YEAR} to {LAST_YEAR}")
    if not re.fullmatch(rf"({CLASS})?", number.classification):
        raise ValueError(f"not a class mark: {classification}")
    if not re.fullmatch(rf"({UNIT})?", number.unit) or not re.fullmatch(rf"({REGISTER})?", number.register):
        raise ValueError(f"not a mark of a unit or register: {unit or register}")
    return number


CLASS: Final = r"\d{1,3}(?:-\d{2})?"
MARK: Final = r"(?:[A-Z]{1,6}|\d{1,3})"
UNIT: Final = rf"{MARK}(?:-{MARK})*"
REGISTER: Final = r"(?!UP$|[IVX]+$)[A-Z]{2,6}(?:-\d)?"
YEAR: Final = r"(?:\d{4}|\d{2})"


# Folding: one spelling for what people write in many.

DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－_"), "-")
SLASHES = dict.fromkeys(map(ord, "⁄∕／\\"), "/")
ROMAN = str.maketrans("ИІӀВѴХ", "IIIVVX")
"""Cyrillic letters that people type in Roman numerals, because they sound or look alike."""
LEADING_WORDS = re.compile(r"^(?:(?:PREDMET|BROJ|BR|NO|N[º°O])\b[.:\s]*)+")
TRAILING_WORDS = re.compile(r"[\s,]+OD\s*\d.*$|[\s.,;]+(?:GOD(?:INE|INA)?\.?)?$")


def _letters(match: re.Match[str]) -> str:
    run = match[0]
    roman = run.translate(ROMAN)
    return roman if re.fullmatch(r"[IVX]+", roman) else script.fold(run).upper()


def _fold(text: str) -> str:
    """Latin capitals without diacritics, one kind of dash and slash, single spaces, none around the separators."""
    text = unicodedata.normalize("NFKC", text[:MAX_LENGTH]).upper().translate(DASHES).translate(SLASHES)
    text = re.sub(r"\d", lambda digit: str(unicodedata.decimal(digit[0])), text)
    text = re.sub(r"[^\W\d_]+", _letters, unicodedata.normalize("NFKC", text))
    text = re.sub(r"-+", "-", re.sub(r"\s*([-/])\s*", r"\1", re.sub(r"\s+", " ", text)))
    while (shorter := TRAILING_WORDS.sub("", LEADING_WORDS.sub("", text.strip()))) != text:
        text = shorter
    return text


def _register(text: str) -> str:
    """A mark of a register in one spelling: `UP1`, `UP I` and `UP-1` are `UP-1`."""
    parts = re.fullmatch(r"([A-Z]{2,6}?)[-. ]?(\d|I{1,3})?", text)
    if parts is None:
        return text
    number = str(len(parts[2])) if parts[2] and parts[2].startswith("I") else parts[2]
    return f"{parts[1]}-{number}" if number else parts[1]


# Reading.

NATIONAL = re.compile(
    r"(?P<ordinal>\d{9}|\d{1,9}(?=[ \-/]))[ \-/]?(?P<year>(?:19|20)\d\d)[ \-/]?(?P<body>\d{5})"
    r"[ \-/]?(?P<unit1>\d{3})[ \-/]?(?P<unit2>\d{3})[ \-/]?(?P<unit3>\d{3})"
    r"(?:[ \-/]?(?P<act>\d{3})(?:[ \-/]?(?P<rest1>\d{2})(?:[ \-/]?(?P<rest2>\d{3}))?)?)?"
)
HEAD = re.compile(
    rf"(?:(?P<register>(?![IVX]+[- ])(?:UP[-. ]?(?:\d|I{{1,3}})|[A-Z]{{2,6}}(?:-?\d)?))[-. ]+(?=[\dIVX]))?"
    rf"(?:(?P<marks>{MARK}(?:[- ]{MARK})*)[- ])?(?P<ordinal>\d{{1,9}})"
)
TAIL_SUB_FIRST = re.compile(rf"(?:(?P<sub>[1-9]\d*)/)?(?P<year>{YEAR})(?:[- ](?P<unit>{MARK}(?:[- ]{MARK})*))?")
TAIL_SUB_LAST = re.compile(rf"(?P<year>{YEAR})(?:[- ](?P<unit>{MARK}(?:[-/ ]{MARK})*?))?(?:/(?P<sub>[1-9]\d*))?")


def parse(text: str, *, sub_last: bool = False) -> ParsedNumber:
    """The parts of a number in any spelling; never raises, what it cannot read is of kind `unknown`.

    Where a number with two numbers behind the slash can be read both ways (`123/12/26`), the sub-number comes
    before the year, unless `sub_last`.
    """
    folded = _fold(text)
    return _national(folded) or _local(folded, sub_last) or ParsedNumber(NumberKind.UNKNOWN, text=folded)


def _national(folded: str) -> ParsedNumber | None:
    prefix = _fold(PRACTICE) + " "
    parts = NATIONAL.fullmatch(folded.removeprefix(prefix))
    if parts is None or int(parts["ordinal"]) < 1:
        return None
    return ParsedNumber(
        NumberKind.NATIONAL,
        int(parts["ordinal"]),
        int(parts["year"]),
        sub=None if parts["act"] is None else int(parts["act"]),
        body=parts["body"],
        units=(parts["unit1"], parts["unit2"], parts["unit3"]),
        rest=tuple(part for part in (parts["rest1"], parts["rest2"]) if part),
        practice=folded.startswith(prefix),
    )


def _local(folded: str, sub_last: bool) -> ParsedNumber | None:
    head_text, slash, tail_text = folded.partition("/")
    if not slash:
        head_text, tail_text = _split_at_year(folded)
    head, tail = HEAD.fullmatch(head_text), _tail(tail_text, sub_last)
    if head is None or ((slash or tail_text) and tail is None) or int(head["ordinal"]) < 1:
        return None
    marks = _class_and_unit((head["marks"] or "").replace(" ", "-"))
    if marks is None:
        return None
    found = ParsedNumber(NumberKind.LOCAL, int(head["ordinal"]), None, marks[0], marks[1])
    found = replace(found, register=_register(head["register"] or ""))
    return _with_tail(found, tail) if tail else found


def _split_at_year(folded: str) -> tuple[str, str]:
    """Head and tail of a number written without a slash: the first plausible four-digit year after an ordinal."""
    found = re.search(r"(?<=\d)[- ]((?:19|20)\d\d(?:[- ].*)?)$", folded)
    return (folded[: found.start()], found[1]) if found else (folded, "")


def _tail(text: str, sub_last: bool) -> re.Match[str] | None:
    """What stands behind the first slash, read with the sub-number before or after the year."""
    first, last = _plausible(TAIL_SUB_FIRST.fullmatch(text)), _plausible(TAIL_SUB_LAST.fullmatch(text))
    return (last or first) if sub_last else (first or last)


def _plausible(tail: re.Match[str] | None) -> re.Match[str] | None:
    return tail if tail and (len(tail["year"]) == 2 or FIRST_YEAR <= int(tail["year"]) <= LAST_YEAR) else None


def _with_tail(found: ParsedNumber, tail: re.Match[str]) -> ParsedNumber:
    year = int(tail["year"])
    if year < 100:
        year += 2000 if year < TWO_DIGIT_PIVOT else 1900
    unit = re.sub("[/ ]", "-", tail["unit"] or "")
    return replace(found, year=year, unit=unit or found.unit, sub=int(tail["sub"]) if tail["sub"] else None)


def _class_and_unit(marks: str) -> tuple[str, str] | None:
    """Class mark and unit from what stands before the ordinal: `350`, `011-00`, `II-464`, `01-404`, `IV-02-06`."""
    if not marks or re.fullmatch(r"\d{1,3}", marks):
        return marks, ""
    if re.fullmatch(r"[A-Z]+(?:-[A-Z]+)*", marks):
        return "", marks
    if re.match(r"[A-Z]", marks) or re.search(r"-\d{3}$", marks):
        unit, _, mark = marks.rpartition("-")
        return (mark, unit) if mark.isdigit() else None
    parts = re.fullmatch(r"(?:(?P<unit>.+)-)?(?P<mark>\d{1,3}-\d{2})", marks)
    return (parts["mark"], parts["unit"] or "") if parts else None


# Writing.

DEFAULT_TEMPLATE = "[{register} ]{class}-{ordinal}[/{sub}]/{year}[-{unit}]"
PLACEHOLDERS = ("register", "class", "ordinal", "sub", "year", "year2", "unit")
PROBES = tuple(
    ParsedNumber(NumberKind.LOCAL, ordinal, year, "350", unit, sub, register)
    for ordinal, year in ((1, 2026), (123, 1999), (26, 2012))
    for unit in ("IV-02", "")
    for sub in (None, 2, 12, 2001)
    for register in ("", "UP-1")
)


class NumberFormat:
    """How an organisation writes its numbers, e.g. `{class}-{ordinal}/{year}-{unit}`.

    Placeholders: `{register}`, `{class}`, `{ordinal}`, `{sub}`, `{year}` or `{year2}` (two digits), `{unit}`. What
    stands in square brackets is left out when a part in it is missing; a missing unit takes its dash along. A format
    without `{sub}` writes sub-numbers behind the ordinal, one without `{register}` writes the register in front.
    ValueError for an unknown placeholder and for a format whose numbers could not be read back.
    """

    def __init__(self, template: str = DEFAULT_TEMPLATE) -> None:
        self.template = template
        full = re.sub(r"(?<!\[)-\{unit\}", "[-{unit}]", re.sub(r"^\{unit\}-", "[{unit}-]", template))
        if "{sub}" not in full:
            full = full.replace("{ordinal}", "{ordinal}[/{sub}]")
        self._full = full if "{register}" in full else "[{register} ]" + full
        self.sub_last = full.find("{sub}") > full.find("{year")
        self._refuse_unreadable()

    def _refuse_unreadable(self) -> None:
        names = re.findall(r"\{([^}]*)\}", self.template)
        if not set(names) <= set(PLACEHOLDERS) or len(set(names)) != len(names):
            raise ValueError(f"unknown or repeated placeholder in {self.template}")
        if "ordinal" not in names or {"year", "year2"}.isdisjoint(names):
            raise ValueError("a format has {ordinal} and {year} or {year2}")
        for probe in PROBES:
            if self.parse(self.render(probe)) != self.shown(probe):
                raise ValueError(f"a number could not be read back: {self.render(probe)}")

    def shown(self, number: ParsedNumber) -> ParsedNumber:
        """The number with only those parts that the format writes."""
        shows_class, shows_unit = "{class}" in self._full, "{unit}" in self._full
        return replace(
            number,
            classification=number.classification if shows_class else "",
            unit=number.unit if shows_unit else "",
        )

    def render(self, number: ParsedNumber) -> str:
        """The number as the organisation writes it; ValueError when a part that the format demands is missing."""
        return self._fill(number, str(number.ordinal or ""))

    def with_ordinal_open(self, number: ParsedNumber) -> str:
        """The number with `{ordinal}` left in it, for the database function that gives the ordinal."""
        return self._fill(number, "{ordinal}")

    def parse(self, text: str) -> ParsedNumber:
        """`parse` that prefers the place where this format writes the sub-number."""
        return parse(text, sub_last=self.sub_last)

    def _fill(self, number: ParsedNumber, ordinal: str) -> str:
        year = "" if number.year is None else str(number.year)
        values = {
            "register": number.register, "class": number.classification, "ordinal": ordinal,
            "sub": "" if number.sub is None else str(number.sub),
            "year": year, "year2": year[-2:], "unit": number.unit,
        }  # fmt: skip

        def optional(match: re.Match[str]) -> str:
            names = re.findall(r"\{([^}]*)\}", match[1])
            return match[1] if all(values[name] for name in names) else ""

        def value(match: re.Match[str]) -> str:
            if not values[match[1]]:
                raise ValueError(f"the number has no {match[1]}")
            return values[match[1]]

        return re.sub(r"\{([^}]*)\}", value, re.sub(r"\[([^]]*)\]", optional, self._full))


@cache
def number_format(template: str = DEFAULT_TEMPLATE) -> NumberFormat:
    """The format of a template, made once (making it tries it on sample numbers)."""
    return NumberFormat(template)


def render(number: ParsedNumber, template: str = DEFAULT_TEMPLATE) -> str:
    """The number of the local style by a template (see NumberFormat), of the national style in its groups."""
    if number.kind is NumberKind.NATIONAL:
        return _render_national(number)
    return number.text if number.kind is NumberKind.UNKNOWN else number_format(template).render(number)


def practice_national(ordinal: int, year: int, body: str, units: tuple[str, str, str], act: int) -> str:
    """A number of the national style for a practice office, always marked ВЕЖБА; ValueError for parts too long."""
    text = _render_national(
        ParsedNumber(NumberKind.NATIONAL, ordinal, year, sub=act, body=body, units=units, practice=True)
    )
    if parse(text).kind is not NumberKind.NATIONAL:
        raise ValueError(f"not a number of the national style: {text}")
    return text


def _render_national(number: ParsedNumber) -> str:
    act = () if number.sub is None else (f"{number.sub:03}",)
    groups = (f"{number.ordinal:09}", str(number.year), number.body, *number.units, *act, *number.rest)
    return (f"{PRACTICE} " if number.practice else "") + " ".join(groups)


# Searching.


def normalise(text: str) -> tuple[str, ...]:
    """The keys under which a number is stored, the most specific first, each at most 60 characters.

    `УП-1 350 – 123/26-ИВ-02` gives `UP-1 350-123/2026-IV-02`, `123/2026`, `123`. A number that cannot be read gives
    its folded text. An empty text gives no key.
    """
    return keys(parse(text))


def keys(number: ParsedNumber, ordinal: str = "") -> tuple[str, ...]:
    """`normalise` for a number that is already read.

    `ordinal` is written in place of the ordinal: `{ordinal}` leaves it open for the database function that gives it.
    """
    if number.kind is NumberKind.UNKNOWN:
        return (number.text[:60],) if number.text else ()
    ordinal = ordinal or str(number.ordinal)
    of_year = f"{ordinal}/{number.year}" if number.year else ordinal
    full = _render_national(number) if number.kind is NumberKind.NATIONAL else _local_key(number, of_year)
    return tuple(dict.fromkeys(key[:60] for key in (full, of_year, ordinal)))


def _local_key(number: ParsedNumber, of_year: str) -> str:
    """The local style in one fixed order, so that every spelling of a number has one key."""
    if not number.year:
        parts = (number.unit, number.classification, of_year)
        return f"{number.register} {'-'.join(part for part in parts if part)}".strip()
    before, slash, year = of_year.partition("/")
    case = "-".join(part for part in (number.classification, before) if part)
    sub = f"/{number.sub}" if number.sub else ""
    text = f"{number.register} {case}{sub}{slash}{year}".strip()
    return "-".join(part for part in (text, number.unit) if part)


def search_key(text: str) -> str:
    """The one key to look up for what a person typed: `123/2026`, without a year `123`, else the folded text.

    Few cases share it (one a register); keep those whose parsed number the typed one `matches`. "" for no text.
    """
    number = parse(text)
    if number.kind is NumberKind.UNKNOWN:
        return number.text[:60]
    return f"{number.ordinal}/{number.year}" if number.year else str(number.ordinal)
