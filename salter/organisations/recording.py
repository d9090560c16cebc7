"""The port through which this room writes to the journal, which stands one floor above it.

The journal fills it when the application starts; a write without a recorder is refused, so nothing goes unrecorded.
"""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from salter.organisations.access import Viewer


class Recorder(Protocol):
    """What `journal.actions.record` is."""

    def __call__(
        self, viewer: Viewer, verb: str, *, subject: tuple[str, UUID], body: dict[str, Any] | None = None
    ) -> object: ...


_recorder: Recorder | None = None


def install(recorder: Recorder) -> None:
    """Called once by the journal."""
    global _recorder
    _recorder = recorder


def record(viewer: Viewer, verb: str, *, subject: tuple[str, UUID], body: dict[str, Any] | None = None) -> None:
    """Write one journal entry in the running transaction.

    Raises RuntimeError when the journal is not installed.
    """
    if _recorder is None:
        raise RuntimeError("the journal is not installed: nothing may be written unrecorded")
    _recorder(viewer, verb, subject=subject, body=body)
