"""Pure rules of parties and authorisations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from salter.organisations import identifiers
from salter.ui.script import fold

LONGEST_IDENTIFIER = 20


@dataclass(frozen=True, slots=True)
class CheckedIdentifier:
    """An identifier without spaces, and what sort it is."""

    kind: str
    value: str


def check_identifier(party_kind: str, number: str, *, kept: str = "") -> CheckedIdentifier:
    """The identifier of a person (JMBG), company (PIB of 9 or MB of 8 digits) or foreigner, checked.

    `kept` is the reason to keep a number that fails. Raises ValidationError with code `identifier`.
    """
    value = "".join(number.split())
    if not value:
        return CheckedIdentifier("", "")
    if len(value) > LONGEST_IDENTIFIER:
        raise ValidationError(
            _("The number is too long: at most %(most)s signs.") % {"most": LONGEST_IDENTIFIER}, code="identifier"
        )
    if party_kind == "person":
        kind, valid, words = "jmbg", identifiers.check_jmbg(value).valid, _("The personal number (JMBG) has 13 digits.")
    elif party_kind == "company":
        kind = "mb" if len(value) == 8 else "pib"
        valid = (identifiers.check_mb(value) if kind == "mb" else identifiers.check_pib(value)).valid
        words = _("A company has a registration number (MB) of 8 digits or a tax number (PIB) of 9.")
    else:
        return CheckedIdentifier("foreign", value)
    if not valid and not kept:
        raise ValidationError(
            _(
                "The number %(number)s fails its check. %(words)s Check it; if the old number really is so, "
                "say why it is kept."
            )
            % {"number": value, "words": words},
            code="identifier",
        )
    return CheckedIdentifier(kind, value)


LONGEST_MARK = 10


def check_unit_mark(mark: str) -> str:
    """The mark of a unit without spaces around. Raises ValidationError (code `mark`) if it cannot stand in a number."""
    mark = mark.strip()
    if len(mark) > LONGEST_MARK or not all(map(_stands_in_a_number, mark.split("-"))):
        raise ValidationError(
            _("A mark is letters or digits, with dashes between, at most 10 signs, for example IV-02."), code="mark"
        )
    return mark


def _stands_in_a_number(part: str) -> bool:
    """As numbers of cases read marks (registry/numbers.py): up to three digits, or up to six letters."""
    digits = part.isascii() and part.isdecimal() and len(part) <= 3
    return digits or (part.isalpha() and 0 < len(fold(part)) <= 6)


SHORTEST_PASSWORD = 12
KNOWN_PASSWORDS = ("salter-demo", "salterdemo")


def check_password(password: str, username: str) -> None:
    """Raise ValidationError (code `password`) for a password that is short, a demo's, or the user name."""
    if len(password) < SHORTEST_PASSWORD:
        raise ValidationError(
            _("The password has at least %(least)s signs. A sentence that only you know is easy to keep in mind.")
            % {"least": SHORTEST_PASSWORD},
            code="password",
        )
    plain = password.casefold()
    if any(known in plain for known in KNOWN_PASSWORDS) or username.casefold() == plain or len(set(plain)) < 5:
        raise ValidationError(_("This password is easy to guess. Choose another one."), code="password")


class AuthorisationLike(Protocol):
    """What the rule needs to know of an authorisation."""

    kind: str
    classes: list[str]
    valid_from: date
    valid_to: date | None


Held = TypeVar("Held", bound=AuthorisationLike)


def covers(authorisation: AuthorisationLike, *, kind: str, class_code: str, on: date) -> bool:
    """Whether an authorisation of `kind` is valid on the day and its scope covers the class mark (no classes: all)."""
    in_time = authorisation.valid_from <= on and (authorisation.valid_to is None or on <= authorisation.valid_to)
    in_scope = not authorisation.classes or any(class_code.startswith(code) for code in authorisation.classes)
    return authorisation.kind == kind and in_time and in_scope


def first_covering(authorisations: Iterable[Held], *, kind: str, class_code: str, on: date) -> Held | None:
    """The first authorisation that covers, or None."""
    return next((row for row in authorisations if covers(row, kind=kind, class_code=class_code, on=on)), None)


PERSON, COMPANY = "person", "company"
WORDS_OF_COMPANIES = (
    "doo ad jp jkp jvp preduzece drustvo udruzenje savez zadruga zavod ustanova skola fakultet fond banka opstina grad "
    "ministarstvo uprava direkcija agencija komora sud tuzilastvo advokatska ortacko komanditno"
)
COMPANY_WORDS = frozenset(WORDS_OF_COMPANIES.split())


def guess_kind(name: str, number: str) -> str:
    """Whether a name and a number, where given, are a person's or a company's; a person when nothing tells."""
    digits = "".join(number.split())
    if digits.isdecimal() and len(digits) in (8, 9):
        return COMPANY
    if digits:
        return PERSON
    words = {"".join(filter(str.isalnum, word)) for word in fold(name).split()}
    return COMPANY if words & COMPANY_WORDS else PERSON
