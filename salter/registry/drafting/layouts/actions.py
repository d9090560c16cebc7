"""Writing, approving and retiring templates of the office, and choosing one for an act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.documents.actions import keep_own
from salter.documents.word.reading import DOCX
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer, require
from salter.organisations.languages import LANGUAGES
from salter.organisations.models import Role
from salter.registry.actions.cases import may_handle
from salter.registry.drafting.layouts.preview import draw
from salter.registry.drafting.layouts.second import in_second
from salter.registry.models import Act, ActKind, ActStatus, Layout, LayoutVersion

WRITES = (Role.ADMINISTRATOR, Role.REGISTRY_HEAD, Role.HEAD_OF_ADMINISTRATION)
APPROVES = Role.HEAD_OF_ADMINISTRATION


@transaction.atomic
def write_layout(
    viewer: Viewer,
    *,
    layout: Layout | None = None,
    name: str,
    kind: ActKind,
    source: str,
    language: str = "",
    word: tuple[str, bytes] | None = None,
    remarks: Sequence[Mapping[str, Any]] | None = None,
) -> LayoutVersion:
    """Keep a template as a new version that waits for approval; without `layout` it is a new one.

    `word` is the file of Word (name, bytes) that it was made of, with what is to be remarked on it.

    `language` (of a new one) is the second language that it prints.

    Raises NotAllowed, and ValidationError: `source` with the line and the reason, `busy`, `name`, `same`, `language`.
    """
    require(viewer, *WRITES)
    if viewer.staff is None:
        raise NotAllowed(_("Only a member of staff writes templates."))
    kind = ActKind(layout.kind) if layout else kind
    language = layout.language if layout else language
    if language and language not in LANGUAGES:
        raise ValidationError(_("Šalter has no words in this language."), code="language")
    draw(viewer, kind, source, language)
    row = _named(viewer, layout, name.strip(), kind, language)
    last = row.versions.order_by("-number").first()
    if last and last.source == source and not word:
        raise ValidationError(_("The template says this already."), code="same")
    version = LayoutVersion.objects.create(
        organisation=viewer.organisation,
        layout=row,
        number=last.number + 1 if last else 1,
        source=source,
        by=viewer.staff,
        at=clock.now(viewer.organisation),
        document=keep_own(viewer, name=word[0], data=word[1], media_type=DOCX) if word else None,
        remarks=list(remarks) if remarks is not None else None,
    )
    _record(viewer, "layout.written", row, number=version.number)
    return version


def _named(viewer: Viewer, layout: Layout | None, name: str, kind: ActKind, language: str) -> Layout:
    """The template, locked, under its name."""
    same = Layout.objects.filter(organisation=viewer.organisation, kind=kind, name=name, language=language)
    if (same.exclude(pk=layout.pk) if layout else same).exists():
        raise ValidationError(_("A template for this kind of act has this name already."), code="name")
    if layout is None:
        return Layout.objects.create(organisation=viewer.organisation, kind=kind, name=name, language=language)
    row = Layout.objects.select_for_update().get(pk=layout.pk)
    if row.name != name:
        row.name = name
        row.save(update_fields=["name"])
    return row


@transaction.atomic
def approve_layout(viewer: Viewer, *, version: LayoutVersion) -> LayoutVersion:
    """A named person lets acts be printed by a version; nobody approves what they wrote.

    Raises NotAllowed, and ValidationError (code `approved`).
    """
    require(viewer, APPROVES)
    row = LayoutVersion.objects.select_for_update(of=("self",)).select_related("layout").get(pk=version.pk)
    if viewer.staff is None or row.by_id == viewer.staff.pk:
        raise NotAllowed(_("Nobody approves the own template."))
    if row.approved_at:
        raise ValidationError(_("This version is approved already."), code="approved")
    row.approved_by, row.approved_at = viewer.staff, clock.now(viewer.organisation)
    row.save(update_fields=["approved_by", "approved_at"])
    _record(viewer, "layout.approved", row.layout, number=row.number)
    return row


@transaction.atomic
def retire_layout(viewer: Viewer, *, layout: Layout, retired: bool) -> Layout:
    """No new act takes it any more, or acts take it again; acts that have it keep it."""
    require(viewer, *WRITES)
    row = Layout.objects.select_for_update().get(pk=layout.pk)
    if bool(row.retired_at) != retired:
        row.retired_at = clock.now(viewer.organisation) if retired else None
        row.save(update_fields=["retired_at"])
        if retired:
            _record(viewer, "layout.retired", row)
        else:
            _record(viewer, "layout.restored", row)
    return row


@transaction.atomic
def lay_out(viewer: Viewer, *, act: Act, version: LayoutVersion | None) -> Act:
    """Print a draft by a version of a template; None: as the house prints it.

    Raises NotAllowed, and ValidationError (code `layout`) for one that is not approved or is for another kind.
    """
    row = Act.objects.select_for_update(of=("self",)).select_related("case").get(pk=act.pk)
    viewer = may_handle(viewer, row.case)
    second = in_second(version, row.language)
    if (row.layout_id, row.layout_second_id) == (version.pk if version else None, second.pk if second else None):
        return row
    usable = version is None or (
        version.approved_at
        and version.layout.kind == row.kind
        and not (version.layout.retired_at or version.layout.language)
    )
    if row.status != ActStatus.DRAFT or not usable:
        raise ValidationError(_("Choose one of the approved templates for this kind of act."), code="layout")
    row.layout, row.layout_second = version, second
    row.save(update_fields=["layout", "layout_second"])
    record(
        viewer,
        "act.laid-out",
        subject=("act", row.pk),
        case_id=row.case_id,
        body={"sub_number": row.sub_number, "layout": version.layout.name if version else ""},
    )
    return row


def _record(viewer: Viewer, verb: str, layout: Layout, **body: Any) -> None:
    record(viewer, verb, subject=("layout", layout.pk), body={"name": layout.name, "kind": layout.kind, **body})
