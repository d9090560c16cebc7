"""What a draft is in Word: its parts under their headings, and the parts that come back; the same unchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import chain
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from salter.documents.markup import Kind, Line, Run, made, plain, read, text_of, whole
from salter.documents.word.making import BOOKMARK, NOTE, Part, canonical, make, normal
from salter.documents.word.reading import Found, Paragraph, Words
from salter.registry import acts
from salter.registry.models import Act, ActVersion
from salter.ui.script import fold

TITLE = "title"
MOST_COMPARED = 4_000_000
"""The product of the numbers of lines of two texts up to which unchanged lines are looked for."""
_MARK = re.compile(r"salter-([0-9a-f-]{36})-v(\d{1,6})\b")  # one word: LibreOffice parts keywords at other signs
LANGUAGES = {"sr-Latn": ("sr-latn", "sr-Latn-RS"), "sr-Cyrl": ("sr", "sr-Cyrl-RS")}


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """The act and the version that a file was made from."""

    act_id: UUID
    version: int


def out(act: Act, version: ActVersion) -> bytes:
    """The text of a version as a .docx, in the words and the script of the act."""
    language, spoken = LANGUAGES.get(act.script, LANGUAGES["sr-Cyrl"])
    with translation.override(language):
        labels = {key: str(label) for key, label in _labels(act.kind, act.language).items()}
        note = _(
            "Case %(case)s, act %(act)s, version %(version)s. Write below the headings and leave them as they are. "
            "Bold, italic, lists and simple tables come back; pictures do not."
        ) % {"case": act.case.number, "act": act.sub_number, "version": version.number}
    texts = {key: str(version.content.get(key) or "") for key in labels}
    texts[TITLE] = whole(_title(version.title))
    return make(
        [Part(key, label, texts[key]) for key, label in labels.items()],
        title=version.title,
        note=note,
        author=act.organisation.name_cyr,
        keywords=f"salter-{act.pk}-v{version.number}",
        language=spoken,
        at=version.at,
    )


def _labels(kind: str, language: str | None) -> dict[str, object]:
    return {TITLE: _("Title"), **{part.key: part.label for part in acts.parts_of(kind, language)}}


def _title(title: str) -> list[Line]:
    line = made(Kind.PARAGRAPH, [[Run(title)]])
    return [line] if line else []


def made_from(found: Found) -> MadeFrom | None:
    """What the file says that it was made from; None when it says nothing."""
    marked = _MARK.search(found.keywords)
    return MadeFrom(UUID(marked[1]), int(marked[2])) if marked else None


@dataclass(frozen=True, slots=True)
class Back:
    """What a file says: title and parts, and the words above the first heading, which belong to no part."""

    title: str
    content: Mapping[str, str]
    above: Sequence[str]


def back(found: Found, kind: str, base: ActVersion, language: str | None = None) -> Back:
    """The parts of the file. What says the same as the version that it was made from is the very same text.

    Raises ValidationError (code `headings`) naming the headings that are not there.
    """
    sections = _sections(found, kind, language)
    above = [line.text.strip() for line in sections.pop("") if f"{BOOKMARK}{NOTE}" not in line.names]
    missing = [str(label) for key, label in _labels(kind, language).items() if key not in sections]
    if missing:
        raise ValidationError(
            _("These headings are no longer in the file: %(names)s. Put them back, each in a line of its own.")
            % {"names": ", ".join(missing)},
            code="headings",
        )
    told = {key: normal(line.line for line in rows) for key, rows in sections.items()}
    title = _one_line(told.pop(TITLE))
    same_title = _one_line(canonical(whole(_title(base.title)))) == title
    content = {key: merged(str(base.content.get(key) or ""), rows) for key, rows in told.items()}
    return Back(base.title if same_title else title, content, [text for text in above if text])


def _one_line(found: Sequence[Line]) -> str:
    return " ".join(" ".join(plain(cell) for cell in line.cells) for line in found)


def merged(text: str, found: Sequence[Line]) -> str:
    """Lines from elsewhere as a text: those that were in the text already stay as they were typed in it."""
    if canonical(text) == list(found):
        return text
    chunks = list(_chunks(text))
    if len(chunks) * len(found) > MOST_COMPARED:
        return whole(found)
    matcher = SequenceMatcher(None, [line for _raw, line in chunks], list(found), autojunk=False)
    rows: list[str] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        old = [raw for raw, _line in chunks[i:j]]
        if tag == "equal":
            rows += chain(*old)
        else:
            spaces = [raw[:-1] for raw in old] + [[]] * (m - k)  # the empty lines before what was changed stay
            rows += chain(*([*space, text_of(line)] for space, line in zip(spaces, found[k:m], strict=False)))
    mixed = "\n".join(rows)
    return mixed if canonical(mixed) == list(found) else whole(found)


def _chunks(text: str) -> Iterator[tuple[list[str], Line]]:
    """The lines of a text as typed, each with what it says as a .docx tells it, and with the empty lines before it."""
    waiting: list[str] = []
    for raw, line in read(text):
        waiting.append(raw)
        for one in normal([line]):
            yield waiting, one
            waiting = []


def _sections(found: Found, kind: str, language: str | None) -> dict[str, list[Paragraph]]:
    """The lines under each heading; under "" those before the first."""
    begins = _headings(found, kind, language)
    sections: dict[str, list[Paragraph]] = {"": []}
    here = sections[""]
    for place, line in enumerate(found.lines):
        if place in begins:
            key, rest = begins[place]
            here = sections.setdefault(key, [])
            here += [rest] if rest else []
        else:
            here.append(line)
    return sections


def _headings(found: Found, kind: str, spoken: str | None) -> dict[int, tuple[str, Paragraph | None]]:
    """Where the headings stand: by their bookmarks, else by their words; with what was written behind one."""
    begins: dict[int, tuple[str, Paragraph | None]] = {}
    for key, words in _heading_words(kind, spoken).items():
        place = next((n for n, line in enumerate(found.lines) if f"{BOOKMARK}{key}" in line.names), None)
        if place is None:
            folded = {fold(word) for word in words}
            place = next((n for n, line in enumerate(found.lines) if fold(line.text.strip(" :")) in folded), None)
        if place is not None and found.lines[place].kind == Kind.PARAGRAPH and place not in begins:
            begins[place] = key, _behind(found.lines[place], words)
    return begins


def _heading_words(kind: str, spoken: str | None) -> dict[str, set[str]]:
    """What the heading of each part may say, in all languages of the program."""
    words: dict[str, set[str]] = {}
    for language in ("sr", "sr-latn", "en"):
        with translation.override(language):
            for key, label in _labels(kind, spoken).items():
                words.setdefault(key, set()).add(str(label))
    return words


def _behind(heading: Paragraph, words: set[str]) -> Paragraph | None:
    """What stands in the line of a heading beside its words: it belongs to the part."""
    text = heading.text.strip()
    own = max((len(word) for word in words if text.casefold().startswith(word.casefold())), default=0)
    rest = text[own:].lstrip(" :.\u2013-")
    return replace(heading, cells=((Words(rest),),), names=()) if rest else None
