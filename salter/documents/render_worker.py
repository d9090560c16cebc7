"""The process that runs typst: reads one job a line (JSON) from its input, answers with one line each.

A job: `{"folder", "timestamp", "pictures"}`: compile `<folder>/main.typ`, see nothing outside that folder but the
fonts, write `<folder>/out.pdf` and so many first pages as `page-1.png`. An answer: `{"memory"}` (KiB at most so far),
and `{"error", "unprintable"}`. It has no network: typst would fetch a package that a source names. Started as
`python -m salter.documents.render_worker FONTS MEMORY_MB CPU_SECONDS`.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TypedDict

import typst

from salter.documents.limits import bound_cpu, bound_memory, close_network, memory_used

STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]
PICTURE_PPI = 80
MISSING_GLYPH = re.compile(r'the text `"(.*?)"` could not be displayed')


class Job(TypedDict):
    """What to compile: the folder, the creation time in seconds since 1970, how many pages as pictures beside."""

    folder: str
    timestamp: int
    pictures: int


def compile_job(job: Job, fonts: typst.Fonts) -> dict[str, str]:
    """Compile one job; the answer is empty or says what went wrong."""
    folder = Path(job["folder"])
    main, nothing = str(folder / "main.typ"), str(folder / "packages")
    compiler = typst.Compiler(
        main, root=str(folder), font_paths=fonts, package_path=nothing, package_cache_path=nothing
    )
    try:
        compiler.compile(
            output=str(folder / "out.pdf"), format="pdf", pdf_standards=STANDARDS, timestamp=job["timestamp"]
        )
    except typst.TypstError as error:
        missing = MISSING_GLYPH.findall(error.diagnostic)
        return {
            "error": f"{error.message} {' '.join(error.hints)}".strip()[:1000] + _place(error.diagnostic),
            "unprintable": "".join(dict.fromkeys("".join(map(_unescape, missing)))),
        }
    if job["pictures"]:
        pages = compiler.compile(format="png", ppi=PICTURE_PPI)
        for number, page in enumerate(pages if isinstance(pages, list) else [pages], start=1):
            if page and number <= job["pictures"]:
                (folder / f"page-{number}.png").write_bytes(page)
    return {}


def _place(diagnostic: str) -> str:
    """File and line of the finding, as typst draws it, without the job's folder; first in the office's own text."""
    found = re.findall(r"┌─ .*?([\w.-]+:\d+:\d+)", diagnostic)
    found.sort(key=lambda place: not place.startswith("office.typ:"))
    return f" ({found[0]})" if found else ""


def _unescape(text: str) -> str:
    """Text as Rust shows it (`\\u{7}`, `\\t`) as it is."""
    plain = re.sub(r"\\u\{([0-9a-f]+)\}", lambda match: chr(int(match[1], 16)), text)
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}.get(match[1], match[1]), plain)


def main() -> None:
    """Answer jobs until the input ends (the parent is gone) or a bound ends this process."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[sys.argv[1]])
    bound_memory(int(sys.argv[2]))
    close_network()
    for line in sys.stdin:
        bound_cpu(int(sys.argv[3]))
        answer: dict[str, str | int] = {**compile_job(json.loads(line), fonts), "memory": memory_used()}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
