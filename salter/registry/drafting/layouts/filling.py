"""A template of Word filled in for an act: a .docx to work with; what is signed is printed by our own template."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from salter.documents.markup import Kind, Line, Run
from salter.documents.word.making import canonical
from salter.registry.drafting.layouts.fields import field_of
from salter.registry.drafting.layouts.imported import FIELD


def fill(template: bytes, data: Mapping[str, Any], parts: Mapping[str, str]) -> bytes:
    """The template with the words of an act (`data`) and its written parts."""
    import docx

    document = docx.Document(io.BytesIO(template))
    edges = [edge for section in document.sections for edge in (section.header, section.footer)]
    for root in (document.element.body, *(edge._element for edge in edges if not edge.is_linked_to_previous)):
        for paragraph in list(_all(root, "w:p")):
            _fill(paragraph, data, parts)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _all(root: Any, name: str) -> Iterator[Any]:
    from docx.oxml.ns import qn

    return root.iter(qn(name))  # type: ignore[no-any-return]  # an iterator of lxml


def _fill(paragraph: Any, data: Mapping[str, Any], parts: Mapping[str, str]) -> None:
    """One paragraph: fields of Word become braces, then braces become words; a passage becomes paragraphs."""
    _plain_fields(paragraph)
    texts = list(_all(paragraph, "w:t"))
    whole = "".join(each.text or "" for each in texts)
    fields = [field for match in FIELD.finditer(whole) if (field := field_of(match[1]))]
    passage = next((field for field in fields if field.passage), None)
    if passage:
        _passage(paragraph, canonical(parts.get(passage.passage, "")), numbered=passage.name == "dispozitiv")
    elif fields:
        _words(texts, whole, data)


def _words(texts: Sequence[Any], whole: str, data: Mapping[str, Any]) -> None:
    """The value of each field in the element where the field begins; the rest of the field's letters go."""
    letters = [list(each.text or "") for each in texts]
    where = [(number, place) for number, each in enumerate(letters) for place in range(len(each))]
    for match in FIELD.finditer(whole):
        field = field_of(match[1])
        if field is None or field.passage:
            continue
        for offset in range(match.start(), match.end()):
            number, place = where[offset]
            letters[number][place] = field.words(data) if offset == match.start() else ""
    for each, kept in zip(texts, letters, strict=True):
        each.text = "".join(kept)
        each.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _plain_fields(paragraph: Any) -> None:
    """Merge fields of Word as braces: their instruction goes, what they show is the name."""
    from docx.oxml.ns import qn

    for simple in list(_all(paragraph, "w:fldSimple")):
        name = _name(simple.get(qn("w:instr")) or "")
        runs = list(simple.iterchildren(qn("w:r")))
        if name and runs:
            _say(runs, name)
            for run in runs:
                simple.addprevious(run)
            simple.getparent().remove(simple)
    instruction = ""
    shows: list[Any] = []
    inside: list[Any] = []
    for run in list(_all(paragraph, "w:r")):
        kind = next((each.get(qn("w:fldCharType")) for each in run.iterchildren(qn("w:fldChar"))), None)
        if kind == "begin":
            instruction, shows, inside = "", [], [run]
        elif inside:
            inside.append(run)
            instruction += "".join(each.text or "" for each in run.iterchildren(qn("w:instrText")))
            shows += [run] if any(True for _text in run.iterchildren(qn("w:t"))) else []
        if kind == "end" and inside:
            if name := _name(instruction):
                _say_once(inside, shows, name)
            inside = []


def _say_once(inside: Sequence[Any], shows: Sequence[Any], name: str) -> None:
    """The field of these runs in braces, where it showed something, else in the first; the others go."""
    from docx.oxml.ns import qn

    if not shows:
        for each in list(inside[0]):
            if each.tag != qn("w:rPr"):
                inside[0].remove(each)
        inside[0].append(inside[0].makeelement(qn("w:t")))
        shows = [inside[0]]
    _say(shows, name)
    for run in inside:
        if not any(run is one for one in shows):
            run.getparent().remove(run)


def _say(runs: Sequence[Any], name: str) -> None:
    """The first of these runs says the field in braces, the others nothing."""
    from docx.oxml.ns import qn

    texts = [each for run in runs for each in run.iterchildren(qn("w:t"))]
    for number, each in enumerate(texts):
        each.text = "" if number else f"{{{{{name}}}}}"


def _name(instruction: str) -> str:
    words = instruction.split(None, 1)
    if len(words) != 2 or words[0].upper() != "MERGEFIELD":
        return ""
    rest = words[1].strip()
    return (rest[1:].split('"', 1)[0] if rest.startswith('"') else rest.split("\\", 1)[0]).strip()


def _passage(paragraph: Any, lines: Sequence[Line], *, numbered: bool) -> None:
    """The lines of a part in place of a paragraph, each looking as that paragraph does."""
    points = [line for line in lines if line.kind == Kind.PARAGRAPH]
    number = 0
    for line in lines:
        before = ""
        if line.kind == Kind.PARAGRAPH and numbered and len(points) > 1:
            number += 1
            before = f"{number}. "
        elif line.kind != Kind.PARAGRAPH:
            before = {Kind.BULLET: "• ", Kind.NUMBER: f"{line.number}) "}.get(line.kind, "")
        cells = [run for cell in line.cells for run in (*cell, Run("\t"))][:-1]
        paragraph.addprevious(_like(paragraph, [Run(before), *cells]))
    paragraph.getparent().remove(paragraph)


def _like(paragraph: Any, runs: Sequence[Run]) -> Any:
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    made = paragraph.makeelement(qn("w:p"))
    properties = paragraph.find(qn("w:pPr"))
    if properties is not None:
        made.append(deepcopy(properties))
    first = next(_all(paragraph, "w:rPr"), None)
    written = Paragraph(made, None)  # type: ignore[arg-type]  # it needs no parent to get runs
    for run in runs:
        if run.text:
            added = written.add_run(run.text)
            if first is not None and first.getparent().tag == qn("w:r"):
                added._r.insert(0, deepcopy(first))
            if run.style:
                setattr(added, run.style, True)
    return made
