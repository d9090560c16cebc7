"""A text of one case made fit for another: what names a person becomes a named gap; pure.

Names are found in every case of Serbian declension and in both scripts, by their stems; too much rather than too little
becomes a gap, for a gap is seen and filled in, while a name that stays is not. Names of people whom the case does not
know are found only where they read as such (two capitalised words, the second in -ић).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from salter.ui.script import fold

GAP = re.compile(r"\[\[([^\[\]\n]{1,60})\]\]")
PERSON, PARCEL, ADDRESS, DAY = "име лица", "број парцеле", "адреса", "датум"


@dataclass(frozen=True, slots=True)
class Known:
    """What a case knows of its people: gap and words. `own` are words of the office, which alone name nobody."""

    names: Sequence[tuple[str, str]] = ()
    addresses: Sequence[tuple[str, str]] = ()
    numbers: Sequence[tuple[str, str]] = ()
    own: Sequence[str] = ()


def gap(name: str) -> str:
    """A gap as it stands in a text."""
    return f"[[{name}]]"


def gaps(text: str) -> list[str]:
    """The names of the gaps in a text, each once, in their order."""
    return list(dict.fromkeys(GAP.findall(text)))


_OF_COMPANIES = (
    "doo ad od kd pr jp jkp szr str sur za i u na sa iz po o preduzece drustvo privredno javno komunalno udruzenje "
    "opstina opstinska grad gradska uprava zadruga ustanova skola osnovna srednja republika srbija srbije preduzetnik "
    "ogranak trgovina usluge proizvodnja"
)
GENERIC = frozenset(_OF_COMPANIES.split())
"""Words of companies' names that alone name nobody."""
_FILLERS = frozenset(["ul", "ulica", "ulici", "ulice", "ulicu", "br", "broj", "bb", "stan"])
_ENDINGS = r"(?:ov|ev|in|et)?(?:a|e|i|o|u|om|em|og|oj|im|ih|ima|ama|ga)?"
_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[\s.,„“”\"'’()-]{1,3}")


class Words:
    """The words of a name or an address: which words of a text are forms of them."""

    def __init__(self, text: str, own: Iterable[str]) -> None:
        kept = set(own)
        words = list(dict.fromkeys(_WORD.findall(fold(text))))
        self._forms = {word: re.compile(_stems(word)) for word in words}
        self._strong = [word for word in words if word not in kept and len(word) > 1 or word.isdigit()]
        self._all = not self._strong
        self._strong = self._strong or words

    def form_of(self, word: str) -> str:
        """The word of the name that a word of the text is a form of; "" for none."""
        folded = fold(word)
        return next((own for own, forms in self._forms.items() if forms.fullmatch(folded)), "")

    def enough(self, found: set[str], least: int) -> bool:
        """Whether these words of the name say who it is."""
        wanted = len(self._strong) if self._all else min(least, len(self._strong))
        return wanted > 0 and len(found.intersection(self._strong)) >= wanted


def _stems(word: str) -> str:
    """A pattern of the forms of a folded word."""
    if word.isdigit() or len(word) < 3:
        return re.escape(word)
    stem = word[:-1] if word[-1] in "aeiou" else word
    stems = {stem, *_softened(stem)}
    if word == stem and len(word) > 3 and word[-2] == "a":
        stems.add(word[:-2] + word[-1])  # Петар, Петра
    if word.endswith("ao"):
        stems.add(word[:-2] + "l")  # Павао, Павла
    return f"(?:{'|'.join(map(re.escape, sorted(stems)))}){_ENDINGS}|{re.escape(word)}"


def _softened(stem: str) -> Iterator[str]:
    """К, г, х before an ending: Бранка, Бранци."""
    for hard, soft in (("k", "c"), ("g", "z"), ("h", "s")):
        if stem.endswith(hard):
            yield stem[:-1] + soft


_CAPITAL = r"[^\W\d_a-zа-шђјљњћџčćđšž][^\W\d_]*"
_MONTHS = (
    "јануара фебруара марта априла маја јуна јула августа септембра октобра новембра децембра "
    "januara februara marta aprila maja juna jula avgusta septembra oktobra novembra decembra"
).replace(" ", "|")
_SOME = re.IGNORECASE
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("е-пошта", re.compile(r"(?P<before>)[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")),
    ("број рачуна", re.compile(r"(?P<before>)\b\d{3}-\d{1,13}-\d{2}\b")),
    ("ЈМБГ", re.compile(r"(?P<before>)(?<!\d)\d{13}(?!\d)")),
    ("ПИБ", re.compile(r"(?P<before>\b(?:ПИБ|PIB)\W{1,3})\d{9}(?!\d)", _SOME)),
    ("матични број", re.compile(r"(?P<before>\b(?:МБ|MB|матични број|matični broj)\W{1,3})\d{8}(?!\d)", _SOME)),
    ("број исправе", re.compile(
        r"(?P<before>\b(?:личн\w+ карт\w+|пасош\w*|ličn\w+ kart\w+|pasoš\w*)\W{1,3}(?:бр\.|број|br\.|broj)?\W{0,3})"
        r"[\dA-ZА-Ш]*\d{5,}", _SOME)),
    ("телефон", re.compile(
        r"(?P<before>)(?<![\w/-])(?:\+381|0)[1-9]\d?[\s/-]?\d{2,4}[\s-]?\d{2,4}(?:[\s-]?\d{1,3})?(?![\w/])")),
    (PARCEL, re.compile(
        r"(?P<before>\b(?:парцел\w*|кп|к\.\s?п|parcel\w*|kp|k\.\s?p)\.?\s*(?:бр\.|број\w*|br\.|broj\w*)?\s*)"
        r"\d+(?:/\d+)?(?!\w)", _SOME)),
    (ADDRESS, re.compile(
        r"(?P<before>)\b(?:ул\.|улиц[аеиу]|улицом|булевар\w*|ul\.|ulic[aeiu]|ulicom|bulevar\w*)\s+"
        r"(?:[^\s\d,;]+\s+){0,5}?(?:бр\.\s*|број\s+|br\.\s*|broj\s+)?\d{1,4}(?:\s?[а-шa-z]\b)?", _SOME)),
    (DAY, re.compile(rf"(?P<before>)(?<![\d/])\d{{1,2}}\.\s?(?:\d{{1,2}}\.|(?:{_MONTHS}))\s?\d{{4}}\b\.?", _SOME)),
    (DAY, re.compile(r"(?P<before>)\b\d{4}-\d{2}-\d{2}\b")),
)  # fmt: skip
"""What reads as personal data whoever it is of; `before` stays."""
_STRANGER = re.compile(rf"\b(?:{_CAPITAL}[ -]){{1,3}}{_CAPITAL}")
_PATRONYMIC = re.compile(rf"\w{{2,}}ic{_ENDINGS}")


def depersonalised(text: str, known: Known) -> str:
    """The text without its people's names, identifiers, addresses and days."""
    own = GENERIC.union(*(fold(words).split() for words in known.own))
    for name, number in known.numbers:
        text = _outside(text, partial(_number(number).sub, gap(name)))
    for name, words in known.addresses:
        text = _without_words(text, name, Words(words, own), 2)
    for name, pattern in PATTERNS:
        text = _outside(text, partial(pattern.sub, rf"\g<before>{gap(name)}"))
    for least in (2, 1):
        for name, words in known.names:
            text = _without_words(text, name, Words(words, own), least)
    return _outside(text, _without_strangers)


def _outside(text: str, change: Callable[[str], str]) -> str:
    """A change of what lies between the gaps."""
    parts = re.split(rf"({GAP.pattern.replace('(', '(?:', 1)})", text)
    return "".join(part if place % 2 else change(part) for place, part in enumerate(parts))


def _number(number: str) -> re.Pattern[str]:
    """A number as it was given, also with a sub-number behind it."""
    return re.compile(rf"(?<![\w/-]){re.escape(number)}(?:/\d+)?(?![\w-])")


def _without_words(text: str, name: str, words: Words, least: int) -> str:
    return _outside(text, lambda part: _runs_replaced(part, name, words, least))


def _runs_replaced(text: str, name: str, words: Words, least: int) -> str:
    """Words in a row that are forms of those of a name, as its gap."""
    changed, position = "", 0
    for run in _runs(text, words):
        if words.enough({form for _match, form in run}, least):
            start, end = run[0][0].start(), run[-1][0].end()
            if text[start:end].count("“") > text[start:end].count("„") and text[position:start].endswith("„"):
                start -= 1
            changed += text[position:start] + gap(name)
            position = end
    return changed + text[position:]


Run = list[tuple[re.Match[str], str]]


def _runs(text: str, words: Words) -> Iterator[Run]:
    """Stretches of a text in which each word is a form of one of the name's, or a word such as “улица” between two."""
    run: Run = []
    end = 0
    for match in _WORD.finditer(text):
        form = words.form_of(match[0]) if run or not match[0][0].islower() else ""
        if run and not _BETWEEN.fullmatch(text, end, match.start()):
            yield run
            run = []
        if form:
            run.append((match, form))
        elif run and fold(match[0]) not in _FILLERS:
            yield run
            run = []
        end = match.end()
    if run:
        yield run


def _without_strangers(text: str) -> str:
    """Capitalised words in a row, one behind the first with a surname's ending."""
    return _STRANGER.sub(lambda found: gap(PERSON) if _has_surname(found[0]) else found[0], text)


def _has_surname(words: str) -> bool:
    return any(_PATRONYMIC.fullmatch(fold(word)) for word in re.split(r"[ -]", words)[1:])
