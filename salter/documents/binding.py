"""Many PDFs become one with an outline, in a helper process with bounds: files that others made may be hostile."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from salter.documents.limited import Stopped, run_limited
from salter.documents.limits import bound_cpu, bound_memory

SECONDS, MEMORY_MB = 300, 2048


class NotBound(Exception):
    """The files could not become one: the helper reached a bound. The text says which."""


@dataclass(frozen=True)
class Part:
    """A PDF, or one `page` of it (from 1), and its title in the outline (empty: it has none there).

    `even`: when the whole has an odd number of pages after it, an empty one follows, so that what comes next begins on
    a sheet of its own when both sides are printed.
    """

    path: Path
    title: str
    page: int = 0
    even: bool = False


def pages_of(paths: Sequence[Path]) -> list[int | str]:
    """The number of pages of each PDF, or why it cannot be bound: `locked`, `damaged`, or the bound that was reached.

    Where the helper stops, that file has the fault, and the others are still counted.
    """
    found: list[int | str] = []
    while len(found) < len(paths):
        left = [str(path) for path in paths[len(found) :]]
        try:
            output = run_limited("salter.documents.binding", "count", *left, seconds=SECONDS, memory_mb=MEMORY_MB)
        except Stopped as error:
            counted = [json.loads(line) for line in error.output.split(b"\n")[:-1]]
            found += [*counted, str(error)]
            continue
        found += [json.loads(line) for line in output.splitlines()]
    return found


def bind(parts: Sequence[Part], target: Path) -> int:
    """Write the parts one after the other into `target`; gives the number of pages. Raises NotBound."""
    job = target.with_suffix(".json")
    listed = [[str(part.path), part.title, part.page, part.even] for part in parts]
    job.write_text(json.dumps(listed), "utf-8")
    arguments = ("bind", str(job), str(target))
    try:
        return int(run_limited("salter.documents.binding", *arguments, seconds=SECONDS, memory_mb=MEMORY_MB))
    except Stopped as error:
        raise NotBound(str(error)) from error


def _count(paths: Sequence[str]) -> None:
    import pikepdf

    for path in paths:
        bound_cpu(SECONDS)
        try:
            with pikepdf.open(path) as opened:
                answer: Any = len(opened.pages)
        except pikepdf.PasswordError:
            answer = "locked"
        except Exception:  # parsers of hostile files raise anything
            answer = "damaged"
        sys.stdout.write(json.dumps(answer or "damaged") + "\n")
        sys.stdout.flush()


def _bind(job: Path, target: Path) -> None:
    import pikepdf

    files: dict[str, pikepdf.Pdf] = {}
    with ExitStack() as opened, pikepdf.new() as whole:
        with whole.open_outline() as outline:
            for path, title, page, even in json.loads(job.read_text("utf-8")):
                if title:
                    outline.root.append(pikepdf.OutlineItem(title, len(whole.pages)))
                if path not in files:
                    files[path] = opened.enter_context(pikepdf.open(path))
                pages = files[path].pages
                whole.pages.extend(pages[page - 1 : page] if page else pages)
                if even and len(whole.pages) % 2:
                    left, bottom, right, top = map(float, whole.pages[-1].mediabox)
                    whole.add_blank_page(page_size=(right - left, top - bottom))
        whole.Root.PageMode = pikepdf.Name.UseOutlines
        whole.save(target, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        sys.stdout.write(str(len(whole.pages)))


if __name__ == "__main__":
    bound_memory(int(sys.argv[1]))
    bound_cpu(int(sys.argv[2]))
    if sys.argv[3] == "count":
        _count(sys.argv[4:])
    else:
        _bind(Path(sys.argv[4]), Path(sys.argv[5]))
