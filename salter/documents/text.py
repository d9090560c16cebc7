"""The text inside documents, for search. Hostile files are opened in a helper process only (`extract_text_limited`)."""

from __future__ import annotations

import email
import email.policy
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from pathlib import Path

from lxml import etree, html

from salter.documents.limited import Stopped, run_limited
from salter.documents.limits import bound_cpu, bound_memory

MAX_CHARACTERS = 4_000_000
MAX_PART = 64 << 20  # bytes of one unpacked part of an archive
MAX_PARTS = 2000
SMALL = 1 << 20  # bytes of plain text that are decoded without a helper
NO_TEXT = "no text"


@dataclass(frozen=True)
class ExtractedText:
    """The text, or None and why: `no text`, `locked`, `unreadable`, `too large`, or the bound that was reached."""

    text: str | None
    reason: str = ""


class _Refused(Exception):
    """The file is not read further; the text is the reason."""


def extract_text_limited(path: Path, media_type: str, *, seconds: int = 30, memory_mb: int = 512) -> ExtractedText:
    """The text of a file of that type, read in another process with bounds. Never raises and never takes us down."""
    if media_type not in _READERS:
        return ExtractedText(None, NO_TEXT)
    try:
        answer = run_limited(
            "salter.documents.text", str(path.resolve()), media_type, seconds=seconds, memory_mb=memory_mb
        )
        return ExtractedText(**json.loads(answer))
    except (Stopped, ValueError, TypeError) as error:
        return ExtractedText(None, str(error) or "unreadable")


def extract_texts(files: Sequence[tuple[Path, str]], *, seconds: int = 30, memory_mb: int = 512) -> list[ExtractedText]:
    """The texts of several files, with their media types. Never raises.

    Small plain text is only decoded, here. The others are read by one helper one after the other, each with bounds of
    its own; where it stops, that file is read alone, and another helper goes on behind it.
    """
    found = {place: extract_text(*files[place]) for place in range(len(files)) if _is_harmless(*files[place])}
    left = [place for place in range(len(files)) if place not in found]
    while left:
        answers = _answers([files[place] for place in left], seconds, memory_mb)
        found |= dict(zip(left, answers, strict=False))
        left = left[len(answers) :]
        if left:
            place = left.pop(0)
            found[place] = extract_text_limited(*files[place], seconds=seconds, memory_mb=memory_mb)
    return [found[place] for place in range(len(files))]


def _is_harmless(path: Path, media_type: str) -> bool:
    """Nothing of it is parsed, or nothing is read at all."""
    reader = _READERS.get(media_type)
    return reader is None or (reader is _text and path.stat().st_size <= SMALL)


def _answers(files: Sequence[tuple[Path, str]], seconds: int, memory_mb: int) -> list[ExtractedText]:
    """What one helper found before it ended, well or not; the first of its files first."""
    pairs = [word for path, media_type in files for word in (str(path.resolve()), media_type)]
    try:
        output = run_limited("salter.documents.text", *pairs, seconds=seconds, memory_mb=memory_mb)
    except Stopped as error:
        output = error.output
    lines = output.split(b"\n")[:-1]  # a line that has no end was being written
    try:
        return [ExtractedText(**json.loads(line)) for line in lines[: len(files)]]
    except (ValueError, TypeError):
        return []


def extract_text(path: Path, media_type: str) -> ExtractedText:
    """The text of a file of that type, in this process: for files that are known to be harmless, and for the helper."""
    reader = _READERS.get(media_type)
    if reader is None:
        return ExtractedText(None, NO_TEXT)
    try:
        text = _tidy(_up_to(reader(path), MAX_CHARACTERS))
    except _Refused as error:
        return ExtractedText(None, str(error))
    except Exception:  # parsers of hostile files raise anything
        return ExtractedText(None, "unreadable")
    return ExtractedText(text) if text else ExtractedText(None, NO_TEXT)


def _up_to(pieces: Iterator[str], limit: int) -> str:
    taken: list[str] = []
    for piece in pieces:
        taken.append(piece[:limit])
        limit -= len(piece)
        if limit <= 0:
            break
    return "\n".join(taken)


def _tidy(text: str) -> str:
    """Without control characters, trailing spaces and heaps of empty lines."""
    plain = re.sub(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]", "", text.replace("\r\n", "\n"))
    plain = plain.replace("\r", "\n").replace("\x0c", "\n").replace("\u00ad", "")
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t\u00a0]+\n", "\n", plain)).strip()


# --- PDF ---


def _pdf(path: Path) -> Iterator[str]:
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise _Refused("locked" if "password" in str(error).lower() else "unreadable") from error
    for page in document:
        yield page.get_textpage().get_text_range()


# --- archives of XML ---


def _parts(path: Path, pattern: str) -> Iterator[etree._Element]:
    """The roots of the XML parts whose names match, in the order of their numbers; bounded in number and size."""
    with zipfile.ZipFile(path) as archive:
        wanted = [entry for entry in archive.infolist() if re.fullmatch(pattern, entry.filename)]
        if len(wanted) > MAX_PARTS:
            raise _Refused("too large")
        for entry in sorted(wanted, key=lambda entry: [int(number) for number in re.findall(r"\d+", entry.filename)]):
            if entry.flag_bits & 1:
                raise _Refused("locked")
            with archive.open(entry) as file:
                data = file.read(MAX_PART + 1)
            if len(data) > MAX_PART:
                raise _Refused("too large")
            yield _xml(data)


def _xml(data: bytes) -> etree._Element:
    """Parsed without entities, network and document types: office documents have none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise _Refused("unreadable")
    return root


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


_SPACES = {"tab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "s": " "}


def _ooxml_paragraph(paragraph: etree._Element) -> str:
    return "".join(
        (each.text or "") if _local(each) == "t" else _SPACES.get(_local(each), "") for each in paragraph.iter()
    )


def _odf_paragraph(element: etree._Element) -> str:
    """Text of a paragraph with its spaces and tabs, which are elements of their own."""
    inner = "".join(_odf_paragraph(child) + (child.tail or "") for child in element if isinstance(child.tag, str))
    return _SPACES.get(_local(element), "") + (element.text or "") + inner


def _paragraphs(root: etree._Element, names: set[str], read: Callable[[etree._Element], str]) -> Iterator[str]:
    return (read(each) for each in root.iter() if _local(each) in names)


def _docx(path: Path) -> Iterator[str]:
    for root in _parts(path, r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml"):
        yield from _paragraphs(root, {"p"}, _ooxml_paragraph)


def _pptx(path: Path) -> Iterator[str]:
    for root in _parts(path, r"ppt/(slides/slide|notesSlides/notesSlide)\d+\.xml"):
        yield from _paragraphs(root, {"p"}, _ooxml_paragraph)


def _xlsx(path: Path) -> Iterator[str]:
    shared = [
        _ooxml_paragraph(item)
        for root in _parts(path, r"xl/sharedStrings\.xml")
        for item in root
        if _local(item) == "si"
    ]
    for root in _parts(path, r"xl/worksheets/sheet\d+\.xml"):
        for row in (each for each in root.iter() if _local(each) == "row"):
            yield "\t".join(filter(None, (_cell(cell, shared) for cell in row)))


def _cell(cell: etree._Element, shared: list[str]) -> str:
    """What a cell of a sheet shows: its own text, a shared one by number, or its value."""
    own = _ooxml_paragraph(cell)
    value = next((each.text or "" for each in cell if _local(each) == "v"), "")
    if cell.get("t") == "s" and value.isdigit() and int(value) < len(shared):
        return shared[int(value)]
    return own or value


def _odf(path: Path) -> Iterator[str]:
    for root in _parts(path, r"content\.xml"):
        yield from _paragraphs(root, {"p", "h"}, _odf_paragraph)


# --- plain text and its relatives ---


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(MAX_PART + 1)
    if len(data) > MAX_PART:
        raise _Refused("too large")
    return data


def decode(data: bytes) -> str:
    """Text in UTF-8, UTF-16 (also without its mark), Windows-1251 (Cyrillic) or Windows-1250 (Latin)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for encoding, high in (("utf-16-le", data[1:2000:2]), ("utf-16-be", data[0:2000:2])):
        if high and sum(byte in (0, 1, 4) for byte in high) > len(high) * 0.9:
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        cyrillic = sum(byte >= 0x80 for byte in data)
        latin = sum(0x41 <= byte <= 0x7A for byte in data)
        return data.decode("cp1251" if cyrillic > latin else "cp1250", "replace")


def _text(path: Path) -> Iterator[str]:
    yield decode(_read(path))


def _rtf(path: Path) -> Iterator[str]:
    from striprtf.striprtf import rtf_to_text

    yield rtf_to_text(  # type: ignore[no-untyped-call]
        _read(path).decode("latin-1"), errors="ignore"
    )


def _html(path: Path) -> Iterator[str]:
    yield _html_text(decode(_read(path)))


def _html_text(source: str) -> str:
    parser = html.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8")
    root = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    etree.strip_elements(root, "script", "style", with_tail=False)
    return "\n".join(line for line in (str(piece).strip() for piece in root.itertext()) if line)


def _eml(path: Path) -> Iterator[str]:
    message = email.message_from_bytes(_read(path), policy=email.policy.default)
    for header in ("From", "To", "Cc", "Date", "Subject"):
        if message[header]:
            yield f"{header}: {message[header]}"
    if isinstance(message, EmailMessage):
        body = message.get_body(("plain", "html"))
        if body is not None:
            content = str(body.get_content())
            yield _html_text(content) if body.get_content_subtype() == "html" else content
        yield from (name for part in message.iter_attachments() if (name := part.get_filename()))


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
_READERS: dict[str, Callable[[Path], Iterator[str]]] = {
    "application/pdf": _pdf,
    f"{_OOXML}wordprocessingml.document": _docx,
    f"{_OOXML}spreadsheetml.sheet": _xlsx,
    f"{_OOXML}presentationml.presentation": _pptx,
    f"{_ODF}text": _odf,
    f"{_ODF}spreadsheet": _odf,
    f"{_ODF}presentation": _odf,
    "application/rtf": _rtf,
    "text/rtf": _rtf,
    "message/rfc822": _eml,
    "text/plain": _text,
    "text/csv": _text,
    "text/html": _html,
    "application/xml": _text,
    "application/json": _text,
}


if __name__ == "__main__":
    bound_memory(int(sys.argv[1]))
    for name, media_type in zip(sys.argv[3::2], sys.argv[4::2], strict=True):
        bound_cpu(int(sys.argv[2]))
        found = extract_text(Path(name), media_type)
        sys.stdout.buffer.write(json.dumps(asdict(found), ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        sys.stdout.buffer.flush()
