"""From a cell as people write it to its canonical text, and back. Pure: what is wrong is a ValidationError in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from salter.registry import numbers
from salter.ui.formats import format_date
from salter.ui.forms import parse_date
from salter.ui.script import fold

Labels = Mapping[str, str | Promise]

YES, NO, PERMANENT = "yes", "no", "permanent"
AFFIRMED: Final = {"da", "yes", "true", "1", "x", "provereno", "verified"}
DENIED: Final = {"", "ne", "no", "false", "0", "neprovereno", "unverified"}
MOST_LINES, LONGEST_LINE = 40, 200
EDITIONS = {"2023": "14/2023", "1993": "10/93", "seen": "виђено", "memory": "из сећања"}
"""The editions that come with Šalter, as people call them: by their number in the official gazette."""


def text(written: str, most: int) -> str:
    """One line without what cannot be printed."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in written).split())
    if len(line) > most:
        raise ValidationError(_("at most %(most)s signs") % {"most": most})
    return line


def choice(written: str, labels: Labels) -> str:
    """One of several, by its code or its word in either script or in English."""
    wanted = fold(written.strip())
    if not wanted:
        return ""
    for code in labels:
        if wanted in {fold(code), *(fold(word) for word in _words(code, labels))}:
            return code
    known = ", ".join(str(label) for label in labels.values())
    raise ValidationError(
        _("“%(word)s” is not known; write one of: %(known)s") % {"word": written[:40], "known": known}
    )


def _words(code: str, labels: Labels) -> list[str]:
    words = []
    for language in ("sr", "en"):
        with translation.override(language):
            words.append(str(labels[code]))
    return words


def word(code: str, labels: Labels) -> str:
    """The Serbian word of a choice, as tables carry it."""
    with translation.override("sr"):
        return str(labels[code]) if code else ""


def yes_no(written: str) -> str:
    """Yes or no; nothing is no."""
    folded = fold(written.strip())
    if folded in AFFIRMED:
        return YES
    if folded in DENIED:
        return NO
    raise ValidationError(_("write “да” or “не”"))


def number(written: str, most: int) -> str:
    """A whole number from 1, or nothing."""
    digits = written.strip().removesuffix(".0")
    if not digits:
        return ""
    if not re.fullmatch(r"[0-9]{1,6}", digits) or not 1 <= int(digits) <= most:
        raise ValidationError(_("write a whole number from 1 to %(most)s") % {"most": most})
    return str(int(digits))


def money(written: str) -> str:
    """An amount in dinars: `1.200,00`, `1200,00` and `1200.00` are the same."""
    sum_ = re.sub(r"\s|rsd|дин\.?|din\.?|рсд", "", written.lower())
    if not sum_:
        return ""
    if "," in sum_:
        sum_ = sum_.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", sum_):
        sum_ = sum_.replace(".", "")
    try:
        amount = Decimal(sum_)
    except InvalidOperation as error:
        raise ValidationError(_("write an amount, for example 1.200,00")) from error
    if not amount.is_finite() or not 0 <= amount < 10**9 or amount != amount.quantize(Decimal("0.01")):
        raise ValidationError(_("write an amount, for example 1.200,00"))
    return f"{amount:.2f}"


def money_word(amount: str) -> str:
    """`1200.00` as people write it."""
    return f"{Decimal(amount):,.2f}".translate(str.maketrans(",.", ".,")) if amount else ""


def day(written: str) -> str:
    """A day, as `1. 3. 2023.`, as ISO, or as a spreadsheet gives it."""
    date = re.sub(r"\s00:00:00$", "", written.strip())
    if not date:
        return ""
    try:
        return parse_date(date).isoformat()
    except ValueError as error:
        raise ValidationError(
            _("“%(day)s” is no day; write for example 1. 3. 2023.") % {"day": written[:40]}
        ) from error


def day_word(iso: str) -> str:
    """An ISO day as people write it."""
    return format_date(parse_date(iso)) if iso else ""


def class_mark(written: str) -> str:
    """A mark of the plan: one to three digits, with its part behind a dash if it has one."""
    mark = written.strip().removesuffix(".0")
    if not re.fullmatch(numbers.CLASS, mark):
        raise ValidationError(_("“%(mark)s” is no class mark; write for example 350") % {"mark": written[:20]})
    return mark


def kept(written: str) -> str:
    """How long something is kept: a number of years, or permanently."""
    folded = fold(written.strip())
    if folded in ("trajno", PERMANENT, "permanently"):
        return PERMANENT
    try:
        return number(re.sub(r"\s*(godin\w*|god\.?|years?)$", "", folded), 200)
    except ValidationError as error:
        raise ValidationError(_("write a number of years, or “трајно”")) from error


def kept_word(canonical: str) -> str:
    """As tables carry it."""
    return "трајно" if canonical == PERMANENT else canonical


def edition(written: str) -> str:
    """An edition of the plan by its code or by its name."""
    wanted = fold(written.strip())
    code = next((code for code, name in EDITIONS.items() if wanted in (fold(code), fold(name))), written.strip())
    if not re.fullmatch(r"[\w./-]{1,10}", code):
        raise ValidationError(_("write the edition of the plan, for example 14/2023"))
    return code


def edition_word(code: str) -> str:
    """The name of an edition."""
    return EDITIONS.get(code, code)


def lines(written: str, labels: Labels, default: str) -> str:
    """Several things, one a line, each with a word of a list behind a stroke: `Извод | странка`."""
    given = [text(line, LONGEST_LINE) for line in re.split(r"[\r\n;]+", written)]
    items = [_item(line, labels, default) for line in given if line.strip(" |")]
    if len(items) > MOST_LINES:
        raise ValidationError(_("at most %(most)s lines") % {"most": MOST_LINES})
    if len({fold(item.partition(" | ")[0]) for item in items}) < len(items):
        raise ValidationError(_("the same thing is named twice"))
    return "\n".join(items)


def _item(line: str, labels: Labels, default: str) -> str:
    name, _stroke, what = line.partition("|")
    if "|" in what or not name.strip():
        raise ValidationError(_("write one a line, for example: Извод | странка"))
    return f"{name.strip()} | {choice(what, labels) or default}"


def lines_word(canonical: str, labels: Labels) -> str:
    """As tables carry them."""
    return "\n".join(f"{name} | {word(what, labels)}" for name, what in pairs(canonical))


def pairs(canonical: str) -> list[tuple[str, str]]:
    """The things of a cell with their words."""
    return [(name, what) for name, _stroke, what in (line.partition(" | ") for line in canonical.splitlines())]
