"""Every look of an inspector is journalled (interfaces.md); nobody else's is, except of what they change."""

from __future__ import annotations

from uuid import UUID

from salter.journal.actions import record
from salter.organisations.access import Viewer
from salter.organisations.models import Role


def note_look(viewer: Viewer, subject_type: str, subject_id: UUID) -> None:
    """Write that an inspector looked at a case, a document or a book; does nothing for the others."""
    if viewer.has(Role.INSPECTOR):
        case_id = subject_id if subject_type == "case" else None
        record(viewer, f"look.{subject_type}", subject=(subject_type, subject_id), case_id=case_id)
