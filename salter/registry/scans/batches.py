"""How cover sheets cut a batch into papers: pure rules over the pages, in their order.

The pages behind a sheet, up to the next one, are one paper. A sheet is no page of a paper; nor is the blank back of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from salter.registry.scans.sheets import Sheet, SheetKind


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of the batch: the sheet that it is, if it is one, and whether nothing is on it."""

    number: int
    sheet: Sheet | None = None
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """The pages of one paper, and the sheet before them with its page; without one they lay before the first."""

    pages: tuple[int, ...]
    sheet: Sheet | None = None
    sheet_page: int = 0


@dataclass(slots=True)
class Batch:
    """The papers of a batch, and the pages of sheets that have none behind them."""

    parts: list[Part] = field(default_factory=list)
    alone: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.parts or self.alone)


def cut(leaves: Sequence[Leaf]) -> Batch:
    """The papers of a batch; an empty one when no page is a sheet, since then it is one paper."""
    batch = Batch()
    runs = _runs(leaves)
    if len(runs) == 1 and runs[0][0] is None:
        return batch
    for place, (head, pages) in enumerate(runs):
        following = runs[place + 1][0] if place + 1 < len(runs) else None
        if kept := _pages(head, pages):
            batch.parts.append(Part(kept, head.sheet if head else None, head.number if head else 0))
        elif head and not (following and following.sheet == head.sheet and _speaks(head)):
            batch.alone.append(head.number)
    return batch


def _runs(leaves: Sequence[Leaf]) -> list[tuple[Leaf | None, list[Leaf]]]:
    """Each sheet with what follows it; before the first one stands None."""
    runs: list[tuple[Leaf | None, list[Leaf]]] = [(None, [])]
    for leaf in leaves:
        if leaf.sheet:
            runs.append((leaf, []))
        else:
            runs[-1][1].append(leaf)
    return runs


def _pages(head: Leaf | None, pages: list[Leaf]) -> tuple[int, ...]:
    """The pages of the paper, without the blank back of its sheet."""
    if head and head.sheet and head.sheet.kind is SheetKind.NOT_OURS:
        return tuple(leaf.number for leaf in (head, *pages))  # it may be a page of the paper after all
    if all(leaf.blank for leaf in pages):
        return ()
    return tuple(leaf.number for leaf in (pages[1:] if head and pages[0].blank else pages))


def _speaks(head: Leaf) -> bool:
    """The same sheet twice in a row is its front and back, or laid twice: one sheet."""
    return head.sheet is not None and head.sheet.kind in (SheetKind.CASE, SheetKind.NEW)
