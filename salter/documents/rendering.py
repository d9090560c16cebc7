"""Documents out: a template and data become PDF/A-3a and PDF/UA-1, by typst in limited processes.

A job sees one temporary folder: the template's sources, `data.json` and attachments. It is bound in memory, processor
time and wall time. Packages cannot be used: sources that could name one are refused before typst sees them, and the
process that would fetch one can open no connection.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import salter
from salter.documents.labels import labels

SOURCES = Path(__file__).parent / "typst"
FONTS = Path(salter.__file__).parent / "ui" / "fonts"
SECONDS = 20
MEMORY_MB = 1024
KEEP_BELOW_KIB = 256 << 10  # a worker that has grown beyond this is not used again
STRICT = {"decision", "conclusion", "letter", "office_form"}  # what a person signs is never changed on its way to paper
UNPRINTABLE = "□"

# `import` and `include` may be followed by a plain file name only, ended there, and nothing may build code from text.
_CODE_FROM_ELSEWHERE = re.compile(
    r'\b(?:import|include)\b(?!\s*"[a-z_]+\.typ"[:\])])|\beval\b|\bplugin\b|@(?:preview|local)'
)


class RenderFailed(Exception):
    """The document could not be made: typst's message, a bound that was reached, or characters no font can print."""


class TookTooLong(RenderFailed):
    """A bound of time or memory was reached."""


class Unprintable(RenderFailed):
    """The text has characters that the typeface lacks: `characters`."""

    def __init__(self, characters: str) -> None:
        super().__init__(f"The text has characters that cannot be printed: {' '.join(characters[:20])}")
        self.characters = characters


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF (PDF/A-3, associated file)."""

    name: str
    media_type: str
    data: bytes
    description: str
    relationship: Literal["source", "data", "alternative", "supplement"] = "data"


def render(
    template: str,
    data: Mapping[str, object],
    *,
    at: datetime,
    attachments: Sequence[Attachment] = (),
    sources: Path = SOURCES,
    seconds: int = SECONDS,
    strict: bool = False,
) -> bytes:
    """A PDF from `<sources>/<template>.typ` and plain data (see templates.py); the same input gives the same bytes.

    `at` (aware) is the creation time in the file. Raises RenderFailed; Unprintable for a template that a person signs
    and where the caller is `strict`, while in others such characters are printed as □. ValueError when `at` is naive.
    """
    if at.tzinfo is None:
        raise ValueError("the creation time must be aware")
    check_sources(sources)
    try:
        return _render(template, data, at, attachments, sources, seconds)
    except Unprintable as error:
        if strict or template in STRICT:
            raise
        readable = _replace(data, {ord(character): UNPRINTABLE for character in error.characters})
        return _render(template, readable, at, attachments, sources, seconds)


@dataclass(frozen=True)
class Rendered:
    """A document, and its first pages as PNG pictures."""

    pdf: bytes
    pictures: list[bytes]


def render_apart(
    template: str, data: Mapping[str, object], *, at: datetime, sources: Path, seconds: int, pictures: int = 0
) -> Rendered:
    """The same for sources that are not ours, strictly, by workers of their own: they cannot hold up other printing.

    Raises RenderFailed, TookTooLong, Unprintable.
    """
    check_sources(sources)
    return _render_by(_apart, template, data, at, (), sources, seconds, pictures)


def check_sources(sources: Path) -> None:
    """Raises RenderFailed when a template could reach for a package, code from text, or a file of another kind."""
    for file in sources.glob("*.typ"):
        if found := _CODE_FROM_ELSEWHERE.search(file.read_text("utf-8")):
            raise RenderFailed(f"{file.name}: “{found[0]}” is not allowed in a template; only files beside it are")


def _replace(value: object, table: Mapping[int, str]) -> object:
    """Plain data with characters of all its texts replaced."""
    if isinstance(value, str):
        return value.translate(table)
    if isinstance(value, Mapping):
        return {key: _replace(part, table) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_replace(part, table) for part in value]
    return value


def _render(
    template: str, data: object, at: datetime, attachments: Sequence[Attachment], sources: Path, seconds: int
) -> bytes:
    return _render_by(_workers, template, data, at, attachments, sources, seconds).pdf


def _render_by(
    workers: _Workers,
    template: str,
    data: object,
    at: datetime,
    attachments: Sequence[Attachment],
    sources: Path,
    seconds: int,
    pictures: int = 0,
) -> Rendered:
    with tempfile.TemporaryDirectory(prefix="salter-typst-") as name:
        folder = Path(name)
        furnish(folder, template, data, attachments, sources)
        with workers.borrow() as worker:
            job = {"folder": name, "timestamp": int(at.timestamp()), "pictures": pictures}
            answer = worker.ask(job, seconds)
        if characters := answer.get("unprintable"):
            raise Unprintable(str(characters))
        if "error" in answer:
            raise RenderFailed(str(answer["error"]))
        drawn = [folder / f"page-{number}.png" for number in range(1, pictures + 1)]
        return Rendered((folder / "out.pdf").read_bytes(), [page.read_bytes() for page in drawn if page.exists()])


def furnish(folder: Path, template: str, data: object, attachments: Sequence[Attachment], sources: Path) -> None:
    """Write everything that the job may see into its folder. Raises RenderFailed."""
    if not re.fullmatch("[a-z_]+", template) or not (sources / f"{template}.typ").is_file():
        raise RenderFailed(f"there is no template {template!r}")
    if not isinstance(data, Mapping):
        raise RenderFailed("the data is no mapping")
    for file in (*sources.glob("*.typ"), *sources.glob("*.svg")):
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "main.typ").write_text(f'#import "{template}.typ": document-of\n#document-of(json("data.json"))\n')
    listed = []
    for number, attachment in enumerate(attachments):
        (folder / f"attachment-{number}").write_bytes(attachment.data)
        listed.append(
            {
                "path": f"attachment-{number}",
                "name": attachment.name,
                "media_type": attachment.media_type,
                "description": attachment.description,
                "relationship": attachment.relationship,
            }
        )
    try:
        (folder / "data.json").write_text(json.dumps({**_worded(data), "attached": listed}), "utf-8")
    except (TypeError, ValueError) as error:
        raise RenderFailed(f"the data is not plain JSON: {error}") from error


def _worded(data: Mapping[str, object]) -> dict[str, object]:
    """The data with the fixed words of its language, and of its second one."""
    words = {"labels": labels(str(data.get("language", "sr"))), **data}
    second = data.get("second")
    return {**words, "second": _worded(second)} if isinstance(second, Mapping) else words


class _Worker:
    """One process that compiles job after job."""

    def __init__(self) -> None:
        self._memory = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "salter.documents.render_worker", str(FONTS), str(MEMORY_MB), str(SECONDS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PYTHONPATH": str(Path(salter.__file__).parents[1]), "RAYON_NUM_THREADS": "2", "LANG": "C.UTF-8"},
        )

    def ask(self, job: object, seconds: int) -> dict[str, str | int]:
        """The answer to one job. Raises RenderFailed when the process dies or takes longer; it is gone then."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        alarm = threading.Timer(seconds, self._process.kill)
        alarm.start()
        try:
            stdin.write(json.dumps(job).encode() + b"\n")
            stdin.flush()
            answer: dict[str, str | int] = json.loads(stdout.readline())
            self._memory = int(answer.pop("memory"))
        except (OSError, ValueError) as error:  # gone: killed by the alarm, by a bound, or by itself
            self.stop()
            raise TookTooLong(f"the document took more than {seconds} seconds or {MEMORY_MB} MiB") from error
        finally:
            alarm.cancel()
        return answer

    @property
    def usable(self) -> bool:
        return self._process.poll() is None and self._memory < KEEP_BELOW_KIB

    def stop(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                assert pipe
                pipe.close()
        self._process.wait()


class _Workers:
    """The idle workers of this process; at most as many jobs run at once as there are processors."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Start anew; in a forked child, where the workers so far are the parent's."""
        self._idle: list[_Worker] = []
        self._places = threading.BoundedSemaphore(os.cpu_count() or 1)

    @contextmanager
    def borrow(self) -> Iterator[_Worker]:
        """A worker of our own for one job."""
        with self._places:
            worker = self._next()
            try:
                yield worker
            finally:
                if worker.usable:
                    self._idle.append(worker)
                else:
                    worker.stop()

    def _next(self) -> _Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.usable:
                return worker
            worker.stop()
        return _Worker()

    def stop(self) -> None:
        """End the idle workers."""
        while self._idle:
            self._idle.pop().stop()


_workers, _apart = _Workers(), _Workers()
for _each in (_workers, _apart):
    os.register_at_fork(after_in_child=_each.forget)
    atexit.register(_each.stop)
