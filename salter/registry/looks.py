"""Every look of an inspector is journalled (interfaces.md); nobody else's is, except of what they change."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from salter.journal.actions import record
from salter.organisations.access import Viewer
from salter.organisations.models import Role


def note_look(viewer: Viewer, subject: tuple[str, UUID], *, case_id: UUID | None = None, **body: Any) -> None:
    """Write that an inspector looked at `subject` (case, document or register); does nothing for the others."""
    if viewer.has(Role.INSPECTOR):
        record(viewer, f"look.{subject[0]}", subject=subject, case_id=case_id, body=body)
