"""Text documents taken in."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from xml.sax.saxutils import escape

from salter.ops.benchmarks.figures import Figure
from salter.ops.benchmarks.office import Bench
from salter.ops.benchmarks.registry import benchmark

DOCUMENTS = 150
ROUNDS = 10
"""Of the peer: it is through in an eighth of a second."""
WORDS = "Подносилац тражи да се одобри заузеће јавне површине испред локала у улици Главној број 12. "
TOTAL = 40
"""So many times the words stand in a document: two pages."""
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@benchmark("intake-text")
def intake_text(bench: Bench) -> Iterable[Figure]:
    """Letters as plain text, DOCX and PDF kept, identified and read for search, beside taking out the same texts alone.

    Ours judges each, stores and journals it, identifies its format, and reads it in the bounded helper; the peer reads
    all in one process. Rates are for one core: processor time of ours with helpers and the database, of the peer alone.
    """
    viewer = bench.viewer
    from salter.documents.models import Document, Processing
    from salter.organisations.tenancy import scope

    letters = [_letter(number) for number in range(DOCUMENTS)]
    files = _on_disk(bench, letters)
    alone = _processor(lambda: _extract_alone(files * ROUNDS)) / ROUNDS
    with bench.measured() as spent:
        ours = _processor(lambda: _take_in(viewer.organisation.pk, letters))
    with scope(viewer.organisation.pk):
        done = Document.objects.filter(name__startswith=PREFIX, processing=Processing.DONE, text__contains="локала")
        assert done.count() == DOCUMENTS, done.count()
    ours += spent.cpu_seconds
    more = {
        "documents": DOCUMENTS,
        "seconds": round(spent.seconds, 2),
        "cpu_ms_a_document": round(ours * 1000 / DOCUMENTS, 1),
        "bytes_a_document": sum(len(data) for _name, _kind, data in letters) // DOCUMENTS,
    }
    return [
        Figure(
            "text documents taken in",
            DOCUMENTS * 60 / ours,
            "documents/min/core",
            "text extraction alone",
            DOCUMENTS * 60 / alone,
            others=spent.others,
            more=more,
        )
    ]


PREFIX = "mera-"
Letter = tuple[str, str, bytes]
"""Name, media type, bytes."""


def _processor(do: Callable[[], object]) -> float:
    """Processor seconds of this process and of those that it started meanwhile and waited for."""
    before = os.times()
    do()
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


def _letter(number: int) -> Letter:
    text = f"Молба број {number}. {WORDS * TOTAL}"
    name = f"{PREFIX}{number}"
    if number % 3 == 0:
        return f"{name}.txt", "text/plain", text.encode()
    if number % 3 == 1:
        return f"{name}.docx", DOCX, _docx(text)
    return f"{name}.pdf", "application/pdf", _pdf(text)


def _docx(text: str) -> bytes:
    """The least that a program opens as DOCX."""
    kinds = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{DOCX}.main+xml"/></Types>'
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{office}" Target="word/document.xml"/></Relationships>'
    )
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(line)}.</w:t></w:r></w:p>" for line in text.split(". "))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", kinds)
        archive.writestr("_rels/.rels", links)
        archive.writestr("word/document.xml", f"<w:document {_W}><w:body>{paragraphs}</w:body></w:document>")
    return target.getvalue()


def _pdf(text: str) -> bytes:
    import typst

    pdf = typst.compile(f'#set page("a4")\n#set text(size: 12pt, font: "Libertinus Serif")\n{text}'.encode())
    assert isinstance(pdf, bytes)
    return pdf


def _on_disk(bench: Bench, letters: list[Letter]) -> list[tuple[Path, str]]:
    folder = bench.home / "letters"
    folder.mkdir()
    for name, _kind, data in letters:
        (folder / name).write_bytes(data)
    return [(folder / name, kind) for name, kind, _data in letters]


def _extract_alone(files: list[tuple[Path, str]]) -> None:
    from salter.documents.text import extract_text

    for path, kind in files:
        assert "локала" in (extract_text(path, kind).text or "")


def _take_in(organisation: int, letters: list[Letter]) -> None:
    """As a clerk's uploads and then the worker do it."""
    from salter.documents.actions import take_in
    from salter.documents.models import Source
    from salter.journal.models import Entry
    from salter.journal.subscriptions import subscribers, together
    from salter.journal.tasks import TOGETHER, run_together
    from salter.organisations.access import Viewer
    from salter.organisations.models import Organisation
    from salter.organisations.tenancy import scope

    viewer = Viewer(Organisation.objects.get(pk=organisation))
    stored = []
    for name, _kind, data in letters:
        with scope(organisation):
            document = take_in(viewer, name=name, content=io.BytesIO(data), source=Source.UPLOAD)
            stored.append(document.pk)
    with scope(organisation):
        entries = list(Entry.objects.filter(verb="document.stored", subject_id__in=stored).values_list("pk", flat=True))
    [reader] = [name for name in subscribers("document.stored") if together(name)]
    for start in range(0, len(entries), TOGETHER):
        with scope(organisation):
            run_together(organisation, entries[start : start + TOGETHER], "document.stored", reader)
