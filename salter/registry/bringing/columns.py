"""The columns of old books, and the headings by which they are known, in any script (decision 024)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from salter.ui.script import fold

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Known:
    """A column: what it is called on pages, and the headings by which it is guessed."""

    words: str | _StrPromise
    heads: tuple[str, ...]
    needed: bool = False


OLD_BOOK: dict[str, Known] = {
    "number": Known(_("Base number"), ("основни број", "број предмета", "редни број", "број", "рб", "number"), True),
    "subject": Known(_("Subject matter"), ("предмет", "кратак садржај", "садржај", "опис", "subject"), True),
    "sub": Known(_("Sub-number"), ("подброј", "под број", "sub-number")),
    "received": Known(_("Received"), ("датум пријема", "датум", "примљено", "дан пријема", "received"), True),
    "sender": Known(_("Sender"), ("пошиљалац", "пошиљалац назив место", "подносилац", "странка", "име", "sender")),
    "reference": Known(
        _("Sender's number and date"), ("број и датум акта пошиљаоца", "број и датум", "број акта", "знак пошиљаоца")
    ),
    "unit": Known(_("Unit"), ("организациона јединица", "орг јединица", "орг јед", "јединица", "одељење", "unit")),
    "disposed": Known(_("Disposition: date"), ("развод датум", "датум развода", "развођење датум")),
    "disposition": Known(_("Disposition: mark"), ("развод ознака", "ознака развода", "развод", "развођење")),
    "procedure": Known(_("Procedure"), ("поступак", "шифра поступка", "ознака поступка", "procedure")),
    "class": Known(_("Class mark"), ("класификациони знак", "класификација", "класа", "class")),
}
"""The nine columns, and the procedure and the class mark where a book has them."""

LISTED: dict[str, Known] = {
    "subject": Known(
        _("What the act is about"),
        ("предмет", "кратак садржај", "садржај", "врста акта", "врста уверења", "назив акта", "опис", "акт", "subject"),
        True,
    ),
    "day": Known(_("Date"), ("датум акта", "датум издавања", "датум", "дан", "издато", "date"), True),
    "name": Known(
        _("Name"), ("име и презиме", "презиме и име", "назив", "име", "странка", "подносилац", "пошиљалац", "name")
    ),
    "reference": Known(
        _("Sender's number and date"), ("број и датум", "број акта", "број", "деловодни број", "знак", "reference")
    ),
}
"""The columns of a table of acts."""

LONGEST_HEAD = 12


def plain(head: str) -> str:
    """A heading without punctuation, brackets and script."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in fold(head)).split())


def guess(heads: Sequence[str], known: Mapping[str, Known], before: Mapping[str, str] | None = None) -> dict[str, int]:
    """Which column says what: by the headings of last time, then by a known heading, then by its beginning."""
    there = [plain(head) for head in heads]
    found: dict[str, int] = {}

    def take(field: str, place: int) -> None:
        if field not in found and place not in found.values():
            found[field] = place

    for field, head in (before or {}).items():
        if field in known and head and plain(head) in there:
            take(field, there.index(plain(head)))
    for rank in range(LONGEST_HEAD):
        for field, column in known.items():
            if rank < len(column.heads) and plain(column.heads[rank]) in there:
                take(field, there.index(plain(column.heads[rank])))
    for field, column in known.items():
        for place, head in enumerate(there):
            if any(head.startswith(plain(word)) for word in column.heads if len(word) > 3):
                take(field, place)
    return found


def is_heading(cells: Sequence[str], known: Mapping[str, Known]) -> bool:
    """Whether a line names columns: at least two of its cells are headings that we know."""
    names = {plain(head) for column in known.values() for head in column.heads}
    return sum(plain(cell) in names for cell in cells if cell) >= 2


def is_numbered(cells: Sequence[str]) -> bool:
    """Whether a line only numbers the columns, as printed books have under their headings."""
    filled = [cell for cell in cells if cell]
    return len(filled) > 2 and filled == [str(place) for place in range(1, len(filled) + 1)]
