"""A template written in Word: its fields judged, each with its paragraph, and its text made into one of ours; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salter.documents.markup import Kind
from salter.documents.office_templates import TemplateProblem, check
from salter.documents.word.reading import Found, Paragraph, Words
from salter.registry.drafting.layouts.fields import FIELDS, Field, field_of, nearest

FIELD = re.compile(r"\{\{([^{}]{1,100})\}\}")
_HALF = re.compile(r"\{\{|\}\}")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a paragraph (0: header, footer, or nowhere): the field, why, its words, the nearest name."""

    at: int
    name: str
    why: str | Promise
    text: str = ""
    nearest: str = ""


def pieces(cell: Sequence[Words]) -> list[Words]:
    """A cell with a run of its own for each field, those in double braces too, wherever styles change within them."""
    found: list[Words] = []
    for is_field, group in groupby(cell, lambda run: bool(run.field)):
        runs = list(group)
        found += runs if is_field else _parted(runs)
    return found


def _parted(runs: Sequence[Words]) -> Iterator[Words]:
    text = "".join(run.text for run in runs)
    styles = [run.style for run in runs for _letter in run.text]
    place = 0
    for match in FIELD.finditer(text):
        yield from _styled(text, styles, place, match.start())
        yield Words(match[0], styles[match.start()], match[1].strip())
        place = match.end()
    yield from _styled(text, styles, place, len(text))


def _styled(text: str, styles: Sequence[str], begin: int, end: int) -> Iterator[Words]:
    for _style, group in groupby(range(begin, end), lambda place: styles[place]):
        places = list(group)
        yield Words(text[places[0] : places[-1] + 1], styles[places[0]])  # type: ignore[arg-type]  # it came as a Style


def uses(found: Found) -> list[str]:
    """The names of the known fields in a file, each once."""
    names = [
        run.field for line in (*found.lines, *found.edges) for cell in line.cells for run in pieces(cell) if run.field
    ]
    return list(dict.fromkeys(field.name for name in names if (field := field_of(name))))


def problems(found: Found, form: str) -> list[Problem]:
    """Everything that keeps a file from being a template of acts of that form (ruling, letter), in reading order."""
    wrong = [problem for line in found.lines for problem in _of_line(line, form, edge=False)]
    wrong += [replace(problem, at=0) for line in found.edges for problem in _of_line(line, form, edge=True)]
    used = uses(Found(found.lines, [], "", {}, 0, [], []))
    wrong += [
        Problem(0, field.name, _("The act must have this part; the template does not print it."))
        for field in FIELDS
        if field.passage and field.of == form and field.name not in used
    ]
    return wrong


def _of_line(line: Paragraph, form: str, *, edge: bool) -> Iterator[Problem]:
    text = line.text.strip()[:200]
    for cell in line.cells:
        for run in pieces(cell):
            if not run.field:
                if _HALF.search(run.text):
                    yield Problem(
                        line.at, "{{", _("Double braces are opened and not closed, or the other way round."), text
                    )
                continue
            field = field_of(run.field)
            if field is None:
                yield Problem(line.at, run.field, _("This field is not known."), text, nearest(run.field))
            elif field.of and field.of != form:
                yield Problem(line.at, run.field, _("Acts of this kind have no such part."), text)
            elif field.passage and (edge or not _alone(line)):
                why = _("A part of the act stands alone in a paragraph of its own, outside of tables and lists.")
                yield Problem(line.at, run.field, why, text)


def _alone(line: Paragraph) -> bool:
    return line.kind == Kind.PARAGRAPH and sum(bool(run.text.strip()) for run in pieces(line.cells[0])) == 1


# --- the text of our own template ---


def source(found: Found) -> str:
    """What the file says between letterhead and signatures, as a template of ours; each passage in a line of its own.

    The first bold paragraph is the heading; without one it is the title of the act.
    """
    shown = [replace(line, cells=tuple(tuple(pieces(cell)) for cell in line.cells)) for line in found.lines]
    shown = [line for line in shown if line.text.strip() or line.kind == Kind.ROW]
    heading = next((line for line in shown if _is_heading(line)), None)
    texts = [] if heading else ["#align(center, heading(level: 1, tidy(data.title)))"]
    for _key, group in groupby(enumerate(shown), lambda pair: _together(shown, pair[0])):
        lines = [line for _place, line in group]
        texts.append(_heading(lines[0]) if lines[0] is heading else _block(lines))
    return "\n".join(texts) + "\n"


def _together(shown: Sequence[Paragraph], place: int) -> tuple[Kind, int]:
    """Where the list or table of a line begins; a paragraph is alone."""
    line = shown[place]
    while line.kind != Kind.PARAGRAPH and place and not shown[place].head and shown[place - 1].kind == line.kind:
        if line.kind == Kind.NUMBER and shown[place - 1].number + 1 != shown[place].number:
            break
        place -= 1
    return line.kind, place


def _is_heading(line: Paragraph) -> bool:
    words = [run for run in line.cells[0] if run.text.strip()]
    return line.kind == Kind.PARAGRAPH and all(run.style == "bold" and not _passage(run) for run in words)


def _passage(run: Words) -> Field | None:
    field = field_of(run.field) if run.field else None
    return field if field and field.passage else None


def _heading(line: Paragraph) -> str:
    plain = [replace(run, style="") for run in line.cells[0]]
    return f"#align(center, heading(level: 1, {_words(plain)}))"


def _block(lines: Sequence[Paragraph]) -> str:
    first = lines[0]
    if first.kind == Kind.ROW:
        return _table(lines)
    each = ", ".join(_words(line.cells[0]) for line in lines)
    if first.kind == Kind.BULLET:
        return f"#list({each})"
    if first.kind == Kind.NUMBER:
        return f'#enum(numbering: "1)", start: {first.number}, {each})'
    if field := next((field for run in first.cells[0] if (field := _passage(run))), None):
        return f"#{{ {field.code} }}"
    return f"#align({first.align}, par({each}))" if first.align else f"#par({each})"


def _table(rows: Sequence[Paragraph]) -> str:
    width = max(len(row.cells) for row in rows)
    cells = [[_words(cell) for cell in row.cells] + ['""'] * (width - len(row.cells)) for row in rows]
    head = ", ".join(f"strong({cell})" for cell in cells[0])
    others = "".join(f", {cell}" for row in cells[1:] for cell in row)
    return f"#table(columns: {width} * (1fr,), table.header({head}){others})"


def _words(cell: Sequence[Words]) -> str:
    """Words as code: every text is a string, never code."""
    return " + ".join(_run(run) for run in cell if run.text or run.field) or '""'


def _run(run: Words) -> str:
    field = field_of(run.field) if run.field else None
    said = f"tidy({field.code if field else _literal(run.text)})"
    return {"bold": f"strong({said})", "italic": f"emph({said})"}.get(run.style, said)


def _literal(text: str) -> str:
    """A string of typst. Words that a template may not use as code are written by their numbers."""
    plain = re.sub(r"\s", " ", re.sub(r"[\x00-\x08\x0e-\x1f\x7f]", "", text))
    quoted = re.sub(r'[\\"]', r"\\\g<0>", plain)
    try:
        check(f'"{quoted}"')
    except TemplateProblem:
        quoted = "".join(f"\\u{{{ord(letter):x}}}" if ord(letter) < 128 else letter for letter in plain)
    return f'"{quoted}"'
