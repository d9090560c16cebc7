"""Templates of an office: what it writes in typst for its own acts, checked, bounded and told where it is wrong.

The office writes what stands between letterhead and signatures. Those, the page and the practice band are the house's.
Not because words are refused (`_FORBIDDEN` only tells early and kindly), but by the form around the office's text:
it is drawn in a container, where typst begins no page and changes none; what it draws is cut at that container's
edge, so nothing of the house is covered; and the signatures must come after it. `data` and `base.typ` are at hand.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from salter.documents.rendering import SOURCES, Rendered, RenderFailed, TookTooLong, Unprintable, render_apart

NAME = "office_form"
SECONDS = 3
SHOWN = 4
LONGEST = 40_000
_BEFORE = '#import "base.typ": *; #let data = json("data.json")\n'
# The text in the second language: by the office's template for that language, else as the house prints it.
_SECOND = """#import "base.typ": *; #let whole = json("data.json"); #let data = whole.at("second", default: none)
#if data != none {{ second-part(whole, data => [#include "{file}.typ"]) }}
"""
_OFFICE_SECOND = '#import "base.typ": *; #let data = json("data.json").second\n'
_HOUSE_SECOND = """#import "base.typ": *; #import "ruling.typ": ruling-text; #import "letter.typ": letter-text
#let data = json("data.json").second
#if "points" in data { ruling-text(data, data.title) } else { letter-text(data) }
"""
_FORM = """#import "base.typ": *
#let document-of(data) = paper(data, context {
  let from = here().position()
  // Both are drawn after and outside the text that names them.
  show footnote: it => panic("office-outside footnote")
  show place: it => if it.float { panic("office-outside float") } else { it }
  block(width: 100%, clip: true, above: 7mm, inset: (y: 4pt), outset: (x: 4pt), {
    [#include "office.typ"]
    [#include "second.typ"]
    context {
      let to = here().position()
      if to.page < from.page or to.y < if to.page == from.page { from.y } else { 10mm } {
        panic("office-signatures no room")
      }
    }
    signatures(data)
    deliver-to(data)
  })
})
"""
_PANIC = re.compile(r"office-(outside|signatures) (\w+(?: \w+)*)")
_PLACE = re.compile(r"\((?:office|office_second)\.typ:(\d+):\d+\)$")
_FORBIDDEN = (
    (re.compile(r"\bimport\b|\binclude\b|@(?:preview|local)"), "package"),
    (re.compile(r"\beval\b|\bplugin\b|\bstd\b|\bsys\b"), "code"),
    (re.compile(r"\bread\b|\bimage\b|\b(?:json|yaml|toml|csv|xml|cbor|bibliography)\s*[(.]"), "file"),
    (re.compile(r"\bdatetime\s*\.\s*today\b"), "clock"),
    (re.compile(r"\bpage\b|\bdocument\b"), "page"),
)


class TemplateProblem(RenderFailed):
    """What is wrong with a template: `code`, the `line` (from 1) where it is known, and typst's own words."""

    def __init__(self, code: str, reason: str, line: int | None = None) -> None:
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.code, self.reason, self.line = code, reason, line


def check(source: str) -> None:
    """Raise TemplateProblem for what a template may not do, with its line."""
    if len(source) > LONGEST:
        raise TemplateProblem("long", f"{len(source)} > {LONGEST}")
    if not source.strip():
        raise TemplateProblem("empty", "empty")
    for pattern, code in _FORBIDDEN:
        if found := pattern.search(source):
            raise TemplateProblem(code, found[0], source.count("\n", 0, found.start()) + 1)


def print_form(source: str, data: Mapping[str, object], *, at: datetime, second: str = "") -> bytes:
    """An act by a template of the office: PDF/A-3a as any other, strict as what a person signs.

    `second` is the office's template for `data["second"]`; empty: that text is printed as the house prints it.

    Raises TemplateProblem; Unprintable.
    """
    return _drawn(source, data, at, pictures=0, second=second).pdf


def preview(source: str, data: Mapping[str, object], *, at: datetime) -> list[bytes]:
    """The first pages as PNG pictures; what would not print when signed is refused here too. Raises as print_form."""
    return _drawn(source, data, at, pictures=SHOWN).pictures


def _drawn(source: str, data: Mapping[str, object], at: datetime, pictures: int, second: str = "") -> Rendered:
    check(source)
    if second:
        check(second)
    with tempfile.TemporaryDirectory(prefix="salter-form-") as name:
        folder = Path(name)
        for file in SOURCES.iterdir():
            shutil.copyfile(file, folder / file.name)
        (folder / f"{NAME}.typ").write_text(_FORM, "utf-8")
        (folder / "office.typ").write_text(_BEFORE + source, "utf-8")
        own = _OFFICE_SECOND + second if second else _HOUSE_SECOND
        (folder / "office_second.typ").write_text(own, "utf-8")
        (folder / "second.typ").write_text(_SECOND.format(file="office_second"), "utf-8")
        try:
            return render_apart(NAME, data, at=at, sources=folder, seconds=SECONDS, pictures=pictures)
        except Unprintable:
            raise
        except TookTooLong as error:
            raise TemplateProblem("time", str(SECONDS)) from error
        except RenderFailed as error:
            raise _placed(str(error)) from error


def _placed(message: str) -> TemplateProblem:
    """Typst's message with the line of the office's own text."""
    found = _PLACE.search(message)
    line = int(found[1]) - _BEFORE.count("\n") if found else None
    if panicked := _PANIC.search(message):
        return TemplateProblem(panicked[1], panicked[2], line)
    return TemplateProblem("typst", re.sub(r" \([\w.-]+:\d+:\d+\)$", "", message), line)
