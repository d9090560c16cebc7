"""Small files of every kind, made by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pikepdf

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
    b"\x00\x00\x00\x0cIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\r\xefF\xb8\x00\x00\x00\x00IEND\xaeB`\x82"
)


def zipped(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive; a part called `mimetype` is stored, not packed, as ODF wants."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else method)
    return out.getvalue()


def _content_types(part: str, kind: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{part}" ContentType="{OOXML}{kind}.main+xml"/></Types>'
    )


def docx(body: str = "") -> bytes:
    """A document with this XML as its body."""
    document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return zipped(
        {
            "[Content_Types].xml": _content_types("word/document.xml", "wordprocessingml.document"),
            "_rels/.rels": "<Relationships/>",
            "word/document.xml": document,
        }
    )


def xlsx(rows: str, shared: str) -> bytes:
    """A workbook with one sheet."""
    return zipped(
        {
            "[Content_Types].xml": _content_types("xl/workbook.xml", "spreadsheetml.sheet"),
            "_rels/.rels": "<Relationships/>",
            "xl/workbook.xml": f'<workbook xmlns="{S}"/>',
            "xl/sharedStrings.xml": f'<sst xmlns="{S}">{shared}</sst>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}"><sheetData>{rows}</sheetData></worksheet>',
        }
    )


def pptx(*slides: str) -> bytes:
    """A presentation with one paragraph a slide."""
    parts = {
        f"ppt/slides/slide{number}.xml": f'<p:sld xmlns:p="{P}" xmlns:a="{A}">'
        f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>"
        for number, text in enumerate(slides, start=1)
    }
    types = _content_types("ppt/presentation.xml", "presentationml.presentation")
    main = f'<p:presentation xmlns:p="{P}"/>'
    return zipped(
        {"[Content_Types].xml": types, "_rels/.rels": "<Relationships/>", "ppt/presentation.xml": main, **parts}
    )


def odf(kind: str, body: str, manifest: str = "") -> bytes:
    """An OpenDocument file (`text`, `spreadsheet`, `presentation`)."""
    namespaces = f'xmlns:office="{OFFICE}" xmlns:text="{TEXT}" xmlns:table="{TABLE}"'
    content = (
        f'<office:document-content {namespaces} office:version="1.3"><office:body>{body}</office:body>'
        "</office:document-content>"
    )
    listed = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{ODF}{kind}"/>'
        f"{manifest}</manifest:manifest>"
    )
    return zipped({"mimetype": ODF + kind, "content.xml": content, "META-INF/manifest.xml": listed})


def pdf(owner: str = "", user: str = "", pages: int = 1) -> bytes:
    """A PDF with empty pages, locked when a password is given."""
    out = io.BytesIO()
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page()
    made.save(out, encryption=pikepdf.Encryption(owner=owner, user=user) if owner or user else False)
    return out.getvalue()


def locked_zip() -> bytes:
    """An archive whose only entry says that it is encrypted."""
    data = bytearray(zipped({"secret.txt": "x"}, zipfile.ZIP_STORED))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def locked_docx() -> bytes:
    """What Office makes of a document with a password: an OLE file with a stream EncryptedPackage."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
