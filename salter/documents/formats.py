"""What format a file really has: siegfried with the PRONOM registry, by pygfried."""

from __future__ import annotations

import mimetypes
import tempfile
from dataclasses import dataclass
from pathlib import Path

EXTENSIONS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tiff",
    "text/plain": "txt",
    "application/rtf": "rtf",
    "message/rfc822": "eml",
    "application/xml": "xml",
    "application/zip": "zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "application/vnd.etsi.asic-e+zip": "asice",
}
"""Media types that Šalter works with, and the ending of their file names (without the point)."""


@dataclass(frozen=True)
class Identified:
    """What PRONOM says: identifier (`fmt/479`), media type, name, usual ending, on what it rests, and what is odd.

    All texts are empty when nothing is known; `warning` then says why.
    """

    puid: str = ""
    media_type: str = ""
    name: str = ""
    extension: str = ""
    basis: str = ""
    warning: str = ""

    @property
    def by_content(self) -> bool:
        """Whether bytes of the file speak for it, not its name alone."""
        return any(kind in self.basis for kind in ("byte match", "container", "xml match", "riff"))


def columns(found: Identified) -> tuple[str, str]:
    """Identifier and name of a format, as a document's row keeps them."""
    return found.puid[:40], found.name[:200]


def identify(path: Path) -> Identified:
    """Identify a file. Never raises: what cannot be read or told is `Identified` with a warning."""
    try:
        # Imported late: the library brings Go's runtime, which must not be in a process before it forks.
        import pygfried

        found = pygfried.identify(str(path), detailed=True)["files"][0]
    except Exception as error:  # whatever happens in there, the job goes on
        return Identified(warning=f"not identified: {error}"[:500])
    match = next(iter(found["matches"]), None)
    if match is None or match["id"] == "UNKNOWN":
        return Identified(warning=(found["errors"] or (match["warning"] if match else "") or "no match")[:500])
    media_type = match["mime"].split(",")[0].strip()
    return Identified(
        match["id"],
        media_type,
        f"{match['format']} {match['version']}".strip(),
        EXTENSIONS.get(media_type) or (mimetypes.guess_extension(media_type) or "").lstrip("."),
        match["basis"],
        match["warning"],
    )


def identify_bytes(data: bytes, name: str = "") -> Identified:
    """The same for bytes; the ending of `name` helps where content alone is not clear."""
    with tempfile.NamedTemporaryFile(prefix="salter-", suffix=Path(name).suffix[:10]) as file:
        file.write(data)
        file.flush()
        return identify(Path(file.name))
