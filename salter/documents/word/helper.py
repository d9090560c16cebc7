"""Helper process: what a .docx says, as JSON.

Started by limited.run_limited as `python -m salter.documents.word.helper MEMORY_MB SECONDS PATH`. The answer has the
shape of `reading.Found`; a file that cannot be read at all is `{"refused": code}`.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from salter.documents.limits import bound_cpu, bound_memory
from salter.documents.word.body import Body
from salter.documents.word.styles import Numbering, Styles
from salter.documents.word.xml import child, local, value

MOST_PARTS = 2000
MOST_BYTES = 64 << 20
MOST_CHARACTERS = 2_000_000
_CODE = re.compile(r"(?:^|/)(?:vbaProject[^/]*|[^/]*\.(?:ocx|exe|dll|js|vbs))$|/activeX/", re.IGNORECASE)
_EMBEDDED = re.compile(r"/embeddings/", re.IGNORECASE)
_EDGES = re.compile(r"word/(?:header|footer)\d*\.xml")


class Refused(Exception):
    """The file is not read further; the text is the code."""


class Package:
    """The parts of a .docx, each read within its bound."""

    def __init__(self, path: Path) -> None:
        self._archive = zipfile.ZipFile(path)
        entries = self._archive.infolist()
        if len(entries) > MOST_PARTS:
            raise Refused("too_large")
        if any(entry.flag_bits & 1 for entry in entries):
            raise Refused("locked")
        self.names = [entry.filename for entry in entries]
        self._measure(entries)

    def _measure(self, entries: list[zipfile.ZipInfo]) -> None:
        """Unpack everything once, keeping nothing: what the list of contents says of sizes may be a lie."""
        left = MOST_BYTES
        for entry in entries:
            with self._archive.open(entry) as file:
                while chunk := file.read(1 << 16):
                    left -= len(chunk)
                    if left < 0:
                        raise Refused("too_large")

    def root(self, name: str) -> etree._Element | None:
        """The root of an XML part; None if there is none. Without entities, network and document types."""
        if name not in self.names:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        found = etree.fromstring(self._archive.read(name), parser)
        if found.getroottree().docinfo.internalDTD is not None:
            raise Refused("unreadable")
        return found


def problems(package: Package) -> Iterator[tuple[str, str]]:
    """What a document of an office has no need of: programs, what lies elsewhere, files inside; code and name."""
    types = package.root("[Content_Types].xml")
    if types is not None and any("macroEnabled" in (each.get("ContentType") or "") for each in types):
        yield "macros", "macroEnabled"
    for name in package.names:
        if _CODE.search(name):
            yield "macros", name
        elif _EMBEDDED.search(name):
            yield "embedded", name
        elif name.endswith(".rels"):
            root = package.root(name)
            for each in root if root is not None else ():
                kind = (each.get("Type") or "").rsplit("/", 1)[-1]
                if each.get("TargetMode") == "External" and kind != "hyperlink":
                    yield "external", str(each.get("Target"))[:200]


def read(path: Path) -> dict[str, Any]:
    """Everything that reading.Found holds. Raises Refused and whatever parsers of hostile files raise."""
    package = Package(path)
    document = package.root("word/document.xml")
    body = child(document, "body") if document is not None else None
    if body is None:
        raise Refused("unreadable")
    styles = Styles(package.root("word/styles.xml"))
    reader = Body(styles, Numbering(package.root("word/numbering.xml")))
    reader.read(body)
    if sum(len(run["text"]) for line in reader.lines for cell in line["cells"] for run in cell) > MOST_CHARACTERS:
        raise Refused("too_large")
    return {
        "lines": reader.lines,
        "left": dict(reader.left),
        "tracked": reader.tracked,
        "comments": _comments(package),
        "keywords": _keywords(package),
        "problems": [list(pair) for pair in dict.fromkeys(problems(package))][:20],
        "edges": _edges(package, styles),
    }


def _comments(package: Package) -> list[str]:
    root = package.root("word/comments.xml")
    texts = ["".join(each.text or "" for each in one.iter() if local(each) == "t") for one in root or ()]
    return [text[:500] for text in texts if text.strip()][:50]


def _keywords(package: Package) -> str:
    root = package.root("docProps/core.xml")
    return str(value(root, "keywords"))[:500] if root is not None else ""


def _edges(package: Package, styles: Styles) -> list[dict[str, Any]]:
    """The lines of headers and footers."""
    found: list[dict[str, Any]] = []
    for name in package.names:
        if _EDGES.fullmatch(name) and (root := package.root(name)) is not None:
            reader = Body(styles, Numbering(None))
            reader.read(root)
            found += reader.lines
    return found[:500]


def answer(path: Path) -> dict[str, Any]:
    """The same, where a refusal is an answer too."""
    try:
        return read(path)
    except Refused as refused:
        return {"refused": str(refused)}
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, KeyError, ValueError, OSError, EOFError):
        return {"refused": "unreadable"}
    except (NotImplementedError, RuntimeError, RecursionError):
        return {"refused": "unreadable"}


if __name__ == "__main__":
    bound_memory(int(sys.argv[1]))
    bound_cpu(int(sys.argv[2]))
    sys.stdout.buffer.write(json.dumps(answer(Path(sys.argv[3])), ensure_ascii=False).encode("utf-8", "replace"))
