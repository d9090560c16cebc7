"""Every look of an inspector is journalled (interfaces.md); nobody else's is, except of what they change."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from salter.documents.models import Document
from salter.journal.actions import record
from salter.organisations.access import Viewer
from salter.organisations.models import Role
from salter.registry.models import Register


def look_at_case(viewer: Viewer, case_id: UUID) -> None:
    """Write that an inspector looked at a case, or at one of its acts or submissions."""
    _note(viewer, "look.case", ("case", case_id), case_id)


def look_at_document(viewer: Viewer, case_id: UUID, document: Document) -> None:
    """Write that an inspector looked at a document of a case."""
    _note(viewer, "look.document", ("document", document.pk), case_id, name=document.name)


def look_at_register(viewer: Viewer, register: Register) -> None:
    """Write that an inspector looked into a book."""
    _note(viewer, "look.register", ("register", register.pk), code=register.code, year=register.year)


def _note(viewer: Viewer, verb: str, subject: tuple[str, UUID], case_id: UUID | None = None, **body: Any) -> None:
    if viewer.has(Role.INSPECTOR):
        record(viewer, verb, subject=subject, case_id=case_id, body=body)
