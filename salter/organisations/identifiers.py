"""Identity numbers of Serbia: their form and control digits. Nothing here says that a number was really issued.

Sources: python-stdnum 2.2 (PIB, model 97), jmbg-labs 1.0.0, and published numbers the rules were tried on.
What is unverified answers with a warning and never refuses by itself.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from stdnum.iso7064 import mod_11_10, mod_97_10
from stdnum.rs import pib

JMBG_WEIGHTS = (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
MB_WEIGHTS = (8, 7, 6, 5, 4, 3, 2)
MUNICIPALITY_WEIGHTS = (5, 4, 3, 2)

TEST_REGION = "70"
"""Region of JMBG that no list of regions assigns to a place: used for fictional people only."""
TEST_COMPANY_PREFIX = "99"
"""Beginning of PIB and MB that is far above the numbers issued: used for fictional companies only."""
BELGRADE = "71308"
"""Code of Belgrade in the common code list; its control digit does not hold, statistics use another."""

MESSAGES = {
    "length": "The number has the wrong number of digits.",
    "form": "The number contains characters that do not belong in it.",
    "date": "The number does not begin with a date that exists.",
    "future": "The date of birth in the number lies in the future.",
    "control": "The control digit is wrong: check the number for a typing error.",
    "control-disputed": "Sources differ on the control digit of such a number: check it against the document.",
    "unverified-form": "Only the form of this number can be checked.",
    "unofficial-code": "This code is in common use but is not the official one.",
}
"""English msgid of each code that `Checked.error` or `Checked.warning` can carry."""


@dataclass(frozen=True)
class Checked:
    """A number without spaces and dashes, whether it holds, and the code (of MESSAGES) of what is wrong or doubtful."""

    value: str
    valid: bool
    warning: str = ""
    error: str = ""


def _compact(text: str) -> str:
    """The text without spaces, dashes, dots and slashes, letters as capitals, digits as ASCII."""
    return re.sub(r"[\s\-‐-―−./]", "", unicodedata.normalize("NFKC", text)).upper()


def _digits(text: str, length: int) -> Checked:
    """The text checked to be that many digits and no more."""
    value = _compact(text)
    if not re.fullmatch(r"[0-9]*", value):
        return Checked(value, False, error="form")
    return Checked(value, len(value) == length, error="" if len(value) == length else "length")


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def _mod_11(digits: str, weights: tuple[int, ...]) -> str:
    """Control digit of company and municipality numbers: 11 less the remainder, 0 where that has two digits."""
    control = 11 - _weighted(digits, weights) % 11
    return str(control if control <= 9 else 0)


def jmbg_birth_date(value: str) -> date | None:
    """The date of birth in the first seven digits (a year from 1800 to 2799), None if there is no such day."""
    year = int(value[4:7])
    try:
        return date(year + (1000 if year >= 800 else 2000), int(value[2:4]), int(value[:2]))
    except ValueError:
        return None


def check_jmbg(text: str, on: date | None = None) -> Checked:
    """A personal number: 13 digits, a date that exists (not after `on`, when given), the control digit.

    When the weighted sum leaves the remainder 1, sources differ: control digit 0 is accepted with a warning.
    """
    checked = _digits(text, 13)
    if not checked.valid:
        return checked
    value, born = checked.value, jmbg_birth_date(checked.value)
    if born is None:
        return Checked(value, False, error="date")
    if on is not None and born > on:
        return Checked(value, False, error="future")
    remainder = _weighted(value[:12], JMBG_WEIGHTS) % 11
    if value[12] != str(-remainder % 11 % 10):
        return Checked(value, False, error="control")
    return Checked(value, True, warning="control-disputed" if remainder == 1 else "")


def check_pib(text: str) -> Checked:
    """A tax number (PIB): 9 digits, ISO 7064 MOD 11,10."""
    checked = _digits(text, 9)
    if checked.valid and not pib.is_valid(checked.value):
        return Checked(checked.value, False, error="control")
    return checked


def check_mb(text: str) -> Checked:
    """A registration number of a company or entrepreneur (MB): 8 digits, weights 8 to 2 modulo 11."""
    return _with_control(_digits(text, 8), MB_WEIGHTS)


def check_municipality_code(text: str) -> Checked:
    """The 5-digit code of a local self-government; Belgrade's common code is accepted with a warning."""
    checked = _digits(text, 5)
    if checked.value == BELGRADE:
        return Checked(BELGRADE, True, warning="unofficial-code")
    return _with_control(checked, MUNICIPALITY_WEIGHTS)


def _with_control(checked: Checked, weights: tuple[int, ...]) -> Checked:
    if checked.valid and _mod_11(checked.value[:-1], weights) != checked.value[-1]:
        return Checked(checked.value, False, error="control")
    return checked


def check_foreigner_number(text: str) -> Checked:
    """A foreigner's registration number (evidencijski broj stranca): its rule is unknown, only its form is checked."""
    return _loose(text, r"[0-9]{6,13}")


def check_passport(text: str) -> Checked:
    """A passport of any country: 5 to 20 letters and digits with at least one digit; only its form is checked."""
    return _loose(text, r"(?=.*[0-9])[A-Z0-9]{5,20}")


def _loose(text: str, pattern: str) -> Checked:
    value = _compact(text)
    valid = re.fullmatch(pattern, value) is not None
    return Checked(value, valid, warning="unverified-form" if valid else "", error="" if valid else "form")


def check_account(text: str) -> Checked:
    """A bank account as `840-742221843-57` or 18 digits; the value is always the 18 digits."""
    parts = re.fullmatch(r"\s*([0-9]{3})\s*-\s*([0-9]{1,13})\s*-\s*([0-9]{2})\s*", unicodedata.normalize("NFKC", text))
    checked = _digits(f"{parts[1]}{parts[2]:0>13}{parts[3]}" if parts else text, 18)
    if checked.valid and mod_97_10.calc_check_digits(checked.value[:16]) != checked.value[16:]:
        return Checked(checked.value, False, error="control")
    return checked


def format_account(value: str) -> str:
    """18 digits as people write them, without the filling zeros: `840-742221843-57`."""
    return f"{value[:3]}-{value[3:16].lstrip('0') or '0'}-{value[16:]}"


def reference_97(body: str) -> str:
    """A reference number (poziv na broj) of model 97 for letters A–Z, digits and dashes: `223` gives `11-223`.

    ValueError when nothing, or anything else, is given.
    """
    value = _compact(body)
    if not re.fullmatch(r"[A-Z0-9]+", value):
        raise ValueError("a reference has letters A to Z and digits")
    return f"{mod_97_10.calc_check_digits(value)}-{body.strip().upper()}"


def check_reference_97(text: str) -> Checked:
    """A reference number of model 97: two control digits, then letters A–Z and digits (ISO 7064 MOD 97-10)."""
    value = _compact(text)
    if not re.fullmatch(r"[0-9]{2}[A-Z0-9]+", value):
        return Checked(value, False, error="form")
    valid = mod_97_10.calc_check_digits(value[2:]) == value[:2]
    return Checked(value, valid, error="" if valid else "control")


def make_test_jmbg(born: date, male: bool, sequence: int) -> str:
    """The `sequence`th (from 0, at most 400 a day and sex) personal number for a fictional person.

    It passes `check_jmbg` without a warning and lies in TEST_REGION, so it belongs to nobody. IndexError beyond.
    """
    head = f"{born:%d%m}{born.year % 1000:03}{TEST_REGION}"
    numbers = [f"{head}{serial:03}" for serial in (range(500) if male else range(500, 1000))]
    usable = [number for number in numbers if _weighted(number, JMBG_WEIGHTS) % 11 != 1]
    return usable[sequence] + str(-_weighted(usable[sequence], JMBG_WEIGHTS) % 11)


def is_test_jmbg(value: str) -> bool:
    """Whether the personal number is one for fictional people."""
    return len(value) == 13 and value[7:9] == TEST_REGION


def make_test_pib(sequence: int) -> str:
    """The `sequence`th (0 to 999999) tax number for a fictional company."""
    digits = f"{TEST_COMPANY_PREFIX}{_serial(sequence, 6)}"
    return digits + mod_11_10.calc_check_digit(digits)


def make_test_mb(sequence: int) -> str:
    """The `sequence`th (0 to 99999) registration number for a fictional company."""
    digits = f"{TEST_COMPANY_PREFIX}{_serial(sequence, 5)}"
    return digits + _mod_11(digits, MB_WEIGHTS)


def _serial(sequence: int, width: int) -> str:
    if not 0 <= sequence < 10**width:
        raise ValueError(f"sequence is from 0 to {10**width - 1}")
    return f"{sequence:0{width}}"
