"""The columns of each book.

Basic register: as in a bylaw modelled on the state's instruction (seen in a secondary source). Registers of
administrative cases: usual practice, no text was found that prescribes them (decision 020).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class BookKind(StrEnum):
    """What can be opened as a book. All but the basic register are made of its cases and count nothing themselves."""

    BASIC = "basic"
    UP1 = "up1"
    UP2 = "up2"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading in the book, its width relative to the others, and its heading on pages."""

    label: str
    width: int
    words: str | Promise = ""


NAMES = {
    BookKind.BASIC: "Основна евиденција",
    BookKind.UP1: "Уписник првостепених управних предмета УП-1",
    BookKind.UP2: "Уписник другостепених управних предмета УП-2",
    BookKind.LIST: "Попис аката",
}
MARKS = {BookKind.UP1: "УП-1", BookKind.UP2: "УП-2"}
"""What stands before the number of an administrative case (regulation.md 1.11, unverified)."""
INSTANCES = {BookKind.UP1: 1, BookKind.UP2: 2}

BASIC = (
    Column("Основни број", 12, _("Base number")),
    Column("Предмет", 34, _("Subject matter")),
    Column("Подброј", 8, _("Sub-number")),
    Column("Датум пријема", 12, _("Received")),
    Column("Пошиљалац (назив, место)", 28, _("Sender")),
    Column("Број и датум акта пошиљаоца", 20, _("Sender's number and date")),
    Column("Организациона јединица", 12, _("Unit")),
    Column("Развод – датум", 12, _("Disposition: date")),
    Column("Развод – ознака", 18, _("Disposition: mark")),
)
ADMINISTRATIVE = (
    Column("Број", 18, _("Number")),
    Column("Странка, место и адреса", 26, _("Party")),
    Column("Предмет", 28, _("Subject matter")),
    Column("Датум покретања", 12, _("Initiated")),
    Column("По захтеву / по службеној дужности", 12, _("On request or ex officio")),
    Column("Законски рок", 12, _("Legal deadline")),
    Column("Јединица и службено лице", 18, _("Unit and official")),
    Column("Датум одлуке", 12, _("Decided")),
    Column("Врста одлуке", 12, _("Kind of decision")),
    Column("Решено у року", 9, _("In time")),
    Column("Жалба примљена", 12, _("Appeal received")),
    Column("Достављена другом степену", 12, _("Sent to the second instance")),
    Column("Исход жалбе", 14, _("Outcome of the appeal")),
    Column("Управни спор", 14, _("Administrative dispute")),
    Column("Извршење", 14, _("Enforcement")),
)
LIST = (
    Column("Подброј", 10, _("Sub-number")),
    Column("Датум", 12, _("Date")),
    Column("Име или назив", 30, _("Name")),
    Column("Садржина акта", 36, _("What the act is about")),
    Column("Број и датум акта пошиљаоца", 20, _("Sender's number and date")),
    Column("Напомена", 30, _("Note")),
)
COLUMNS = {BookKind.BASIC: BASIC, BookKind.UP1: ADMINISTRATIVE, BookKind.UP2: ADMINISTRATIVE, BookKind.LIST: LIST}


def kind_of(code: str) -> BookKind | None:
    """The book of a code in an address; None for anything else, and for a list, which has a number of its own."""
    return BookKind(code) if code in (BookKind.BASIC, BookKind.UP1, BookKind.UP2) else None


def marked(number: str, instance: int | None) -> str:
    """The number of a case with the mark of its register before it: `УП-1 350-123/2026-IV-02`."""
    mark = next((MARKS[kind] for kind, one in INSTANCES.items() if one == instance), "")
    return f"{mark} {number}".strip()
