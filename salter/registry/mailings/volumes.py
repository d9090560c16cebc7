"""One volume of a mailing on paper: letters with their covers, envelopes, slips; a letter that fails is left out.

Nothing here writes to the database. What fails is told apart by letter: characters that cannot be printed name theirs,
any other refusal of a template is searched by halves, and a damaged file is found by the helper that counts pages.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from salter.documents import blobs
from salter.documents.actions import storage
from salter.documents.binding import Part, bind, pages_of
from salter.documents.models import Document
from salter.documents.paper import Language
from salter.documents.rendering import RenderFailed, TookTooLong, Unprintable, render
from salter.documents.storage import NotStored
from salter.organisations import clock
from salter.organisations.models import Organisation
from salter.registry.dispatching import printing
from salter.registry.dispatching.letters import Letter
from salter.registry.models import FileKind, MailingLetter

SECONDS = 120
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Style:
    """What is printed, and how."""

    on: date
    language: Language
    covers: bool
    envelope: str
    slips: bool
    both_sides: bool


@dataclass(slots=True)
class Piece:
    """One letter: its row, its address, the files that it encloses, and what is wrong with it."""

    row: MailingLetter
    letter: Letter
    documents: Sequence[Document]
    paths: list[Path] = field(default_factory=list)
    pages: int = 0
    problem: str = ""
    detail: str = ""

    def fail(self, problem: str, detail: str = "") -> None:
        """Leave it out of the volume, with the reason."""
        self.problem, self.detail = problem, detail[:300]


Make = Callable[[Sequence[Piece]], bytes]


def make_volume(office: Organisation, pieces: Sequence[Piece], style: Style, folder: Path) -> dict[FileKind, Path]:
    """Write the files of a volume into `folder`; a piece that could not be made says why in `problem`.

    Raises what concerns all of them: StorageDown, NotBound, TookTooLong.
    """
    for place, piece in enumerate(pieces):
        _fetch(piece, folder, place)
    _count([piece for piece in pieces if not piece.problem])
    makers = _makers(office, style)
    sound = [piece for piece in pieces if not piece.problem]
    drawn = _draw(sound, makers)
    sound = [piece for piece in sound if not piece.problem]
    if not sound:
        return {}
    for kind, data in drawn.items():
        (folder / f"{kind}.pdf").write_bytes(data)
    files = {FileKind(kind): folder / f"{kind}.pdf" for kind in drawn if kind != "covers"}
    files[FileKind.LETTERS] = _bind(sound, style, folder)
    return files


def _fetch(piece: Piece, folder: Path, place: int) -> None:
    if not piece.documents:
        piece.fail("missing")
    for number, document in enumerate(piece.documents):
        path = folder / f"{place}-{number}.pdf"
        try:
            with blobs.load(storage(), document.sha256) as stream, path.open("wb") as target:
                shutil.copyfileobj(stream, target)
        except NotStored:
            piece.fail("missing", document.name)
            return
        piece.paths.append(path)


def _count(pieces: Sequence[Piece]) -> None:
    """The pages of each file; one that cannot be read fails its letter."""
    owners = [(piece, path, document) for piece in pieces for path, document in _files(piece)]
    for (piece, _path, document), found in zip(owners, pages_of([path for _piece, path, _of in owners]), strict=True):
        if isinstance(found, int):
            piece.pages += found
        else:
            piece.fail("locked" if found == "locked" else "damaged", document.name)


def _files(piece: Piece) -> Iterable[tuple[Path, Document]]:
    return zip(piece.paths, piece.documents, strict=True)


def _makers(office: Organisation, style: Style) -> dict[str, Make]:
    """What draws each kind of paper for some letters."""
    at = clock.now(office)
    given: dict[str, Any] = {"on": style.on, "language": style.language}

    def drawn(template: str, data: dict[str, Any]) -> bytes:
        return render(template, data, at=at, seconds=SECONDS, strict=True)

    found: dict[str, Make] = {}
    if style.covers:
        found["covers"] = lambda pieces: drawn(
            "letter_covers",
            printing.covers_data(office, [(piece.letter, piece.pages) for piece in pieces], **given),
        )
    if style.envelope:
        found["envelopes"] = lambda pieces: drawn(
            "envelopes",
            printing.envelopes_data(office, [piece.letter for piece in pieces], size=style.envelope, **given),
        )
    if style.slips:
        found["slips"] = lambda pieces: drawn(
            "return_slips", printing.slips_data(office, [piece.letter for piece in pieces], **given)
        )
    return found


def _draw(pieces: Sequence[Piece], makers: dict[str, Make]) -> dict[str, bytes]:
    """Every kind of paper for all letters that can be drawn; begun anew when one of them must be left out."""
    sound = list(pieces)
    while sound:
        drawn: dict[str, bytes] = {}
        for kind, make in makers.items():
            chosen = [piece for piece in sound if kind != "slips" or piece.letter.delivery.slip_code]
            if not chosen:
                continue
            try:
                drawn[kind] = make(chosen)
            except TookTooLong:
                raise
            except RenderFailed as error:
                _blame(chosen, make, error)
                break
        else:
            return drawn
        sound = [piece for piece in sound if not piece.problem]
    return {}


def _blame(pieces: Sequence[Piece], make: Make, error: RenderFailed) -> None:
    """Mark the letters for which a template fails. Raises the error when each of them can be drawn alone."""
    if isinstance(error, Unprintable):
        for piece in pieces:
            if found := set(error.characters) & set(_words(piece)):
                piece.fail("unprintable", " ".join(sorted(found)))
    else:
        _search(pieces, make, error)
    if not any(piece.problem for piece in pieces):
        raise error


def _words(piece: Piece) -> str:
    letter = piece.letter
    return "".join((letter.name, *letter.address, letter.delivery.title, letter.delivery.case_number))


def _search(pieces: Sequence[Piece], make: Make, error: RenderFailed) -> None:
    """Find by halves what fails; only halves that fail are looked into."""
    if len(pieces) == 1:
        pieces[0].fail("template", str(error))
        return
    middle = len(pieces) // 2
    for half in (pieces[:middle], pieces[middle:]):
        try:
            make(half)
        except TookTooLong:
            raise
        except RenderFailed as found:
            _search(half, make, found)


def _bind(pieces: Sequence[Piece], style: Style, folder: Path) -> Path:
    """All letters in one file, each with its cover before it; found again by number and name in the outline."""
    parts = []
    for place, piece in enumerate(pieces, 1):
        title = f"{piece.letter.delivery.case_number}, {piece.letter.name}"
        if style.covers:
            parts.append(Part(folder / "covers.pdf", title, page=place, even=style.both_sides))
        for number, path in enumerate(piece.paths):
            named = title if not style.covers and number == 0 else ""
            parts.append(Part(path, named, even=style.both_sides and number == len(piece.paths) - 1))
    target = folder / "letters.pdf"
    bind(parts, target)
    return target
