"""Bringing in a template that was written in Word."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.documents.intake import safe_name
from salter.documents.word.reading import Found, remarks
from salter.organisations.access import Viewer
from salter.registry.acts import TEMPLATES
from salter.registry.drafting.layouts.actions import write_layout
from salter.registry.drafting.layouts.imported import problems, source, uses
from salter.registry.models import ActKind, Layout, LayoutVersion


def form_of(kind: str) -> str:
    """Whether acts of a kind are rulings or letters."""
    return "letter" if TEMPLATES[ActKind(kind)] == "letter" else "ruling"


@transaction.atomic
def import_layout(
    viewer: Viewer,
    *,
    layout: Layout | None = None,
    name: str,
    kind: ActKind,
    found: Found,
    file: tuple[str, bytes],
    language: str = "",
) -> LayoutVersion:
    """Keep a template of Word (`file`: name, bytes; `found`: what was read) as a new version that waits for approval.

    Raises NotAllowed, and ValidationError: `fields` while imported.problems finds any, and as write_layout.
    """
    kind = ActKind(layout.kind) if layout else kind
    if wrong := problems(found, form_of(kind)):
        raise ValidationError(
            _("Nothing was kept: %(count)s places must be changed in the file. They stand below.")
            % {"count": len(wrong)},
            code="fields",
        )
    names = uses(found)
    said = [{"code": "fields", "count": len(names), "texts": names}, *remarks(found)]
    file_name, data = file
    return write_layout(
        viewer,
        layout=layout,
        name=name,
        kind=kind,
        source=source(found),
        language=language,
        word=(safe_name(file_name), data),
        remarks=said,
    )
