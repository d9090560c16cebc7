"""Which of the bodies that an office has noted decides on an appeal: pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar
from uuid import UUID


class Matter(Protocol):
    """For what a body is noted."""

    @property
    def procedure_id(self) -> UUID | None: ...

    @property
    def class_code(self) -> str: ...

    @property
    def competence(self) -> str: ...


M = TypeVar("M", bound=Matter)


def chosen(rows: Iterable[M], procedure: UUID | None, class_code: str, competence: str) -> M | None:
    """The closest one: that of the procedure, else of the longest class, else of the kind of tasks, else of all."""
    fitting = [row for row in rows if _fits(row, procedure, class_code, competence)]
    return max(fitting, key=_closeness, default=None)


def _fits(row: Matter, procedure: UUID | None, class_code: str, competence: str) -> bool:
    if row.procedure_id:
        return row.procedure_id == procedure
    if row.class_code:
        return class_code.startswith(row.class_code)
    return row.competence in ("", competence)


def _closeness(row: Matter) -> tuple[bool, int, bool]:
    return row.procedure_id is not None, len(row.class_code), bool(row.competence)
