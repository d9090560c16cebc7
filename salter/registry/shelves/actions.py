"""Shelves and boxes are set up, papers are put in and taken out: one function a deed."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Role
from salter.registry.models import Box, Case, PaperPlace, Shelf
from salter.registry.shelves import rules

KEEPERS = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD, Role.ARCHIVIST)
"""Who keeps the papers."""
LOCK = 0x7368656C


@transaction.atomic
def add_shelf(viewer: Viewer, *, parent: Shelf | None, code: str, name: str = "") -> Shelf:
    """A new place for boxes. Raises NotAllowed, ValidationError (code `code`)."""
    require(viewer, *KEEPERS)
    code = _code(code)
    path = rules.path(parent.path if parent else "", code)
    if len(path) > 200:
        raise ValidationError(_("Shelves stand too deep inside each other. Choose shorter codes."), code="code")
    _one_at_a_time(viewer)
    if Shelf.objects.filter(organisation=viewer.organisation, path=path).exists():
        raise ValidationError(_("The shelf %(path)s is there already.") % {"path": path}, code="code")
    shelf = Shelf.objects.create(
        organisation=viewer.organisation, parent=parent, code=code, path=path, name=name.strip()[:200]
    )
    record(viewer, "shelf.added", subject=("shelf", shelf.pk), body={"path": path})
    return shelf


@transaction.atomic
def remove_shelf(viewer: Viewer, *, shelf: Shelf) -> None:
    """An empty shelf is taken away. Raises NotAllowed, ValidationError (code `not-empty`)."""
    require(viewer, *KEEPERS)
    shelf = Shelf.objects.select_for_update().get(pk=shelf.pk)
    if shelf.inside.exists() or shelf.boxes.exists():
        raise ValidationError(_("Something stands on the shelf %(path)s.") % {"path": shelf.path}, code="not-empty")
    record(viewer, "shelf.removed", subject=("shelf", shelf.pk), body={"path": shelf.path})
    shelf.delete()


@transaction.atomic
def add_box(viewer: Viewer, *, shelf: Shelf, code: str, title: str = "") -> Box:
    """A new box on a shelf. Raises NotAllowed, ValidationError (code `code`)."""
    require(viewer, *KEEPERS)
    code = _code(code)
    _one_at_a_time(viewer)
    known = Box.objects.filter(organisation=viewer.organisation, code=code).select_related("shelf").first()
    if known:
        words = _("The box %(code)s is there already, on the shelf %(path)s.")
        raise ValidationError(words % {"code": code, "path": known.shelf.path}, code="code")
    box = Box.objects.create(
        organisation=viewer.organisation,
        shelf=Shelf.objects.select_for_update(no_key=True).get(pk=shelf.pk),
        code=code,
        title=title.strip()[:200],
        made_on=clock.today(viewer.organisation),
    )
    record(viewer, "box.added", subject=("box", box.pk), body={"box": code, "path": box.shelf.path})
    return box


def _one_at_a_time(viewer: Viewer) -> None:
    """Two who add the same code at the same moment: the second is told that it is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, viewer.organisation.pk])


def _code(text: str) -> str:
    """The code that was typed. Raises ValidationError (code `code`)."""
    code = rules.clean(text)
    if not rules.is_code(code):
        raise ValidationError(_("Write a short code without a slash, for example: A2."), code="code")
    return code


@transaction.atomic
def move_box(viewer: Viewer, *, box: Box, shelf: Shelf) -> Box:
    """A box stands on another shelf now, with all that lies in it. Raises NotAllowed, ValidationError (code `same`)."""
    require(viewer, *KEEPERS)
    box = Box.objects.select_for_update(of=("self",)).select_related("shelf").get(pk=box.pk)
    if box.shelf_id == shelf.pk:
        raise ValidationError(_("The box stands there already."), code="same")
    before, box.shelf = box.shelf.path, Shelf.objects.select_for_update(no_key=True).get(pk=shelf.pk)
    box.save(update_fields=["shelf"])
    body = {"box": box.code, "before": before, "path": box.shelf.path}
    record(viewer, "box.moved", subject=("box", box.pk), body=body)
    return box


@transaction.atomic
def put_in(viewer: Viewer, *, cases: Sequence[Case], box: Box) -> list[PaperPlace]:
    """The papers of cases lie in a box now, each with its entry; what lies there already stays.

    The caller has found the cases visible. Raises NotAllowed, ValidationError (code `cancelled`).
    """
    require(viewer, *KEEPERS)
    box = Box.objects.select_for_update(of=("self",), no_key=True).select_related("shelf").get(pk=box.pk)
    wrong = [case.number for case in cases if case.cancelled_at]
    if wrong:
        words = _("A cancelled entry has no papers: %(numbers)s.")
        raise ValidationError(words % {"numbers": ", ".join(wrong)}, code="cancelled")
    locked = Case.objects.select_for_update(of=("self",), no_key=True).order_by("id")
    keys = list(locked.filter(pk__in=[case.pk for case in cases]).values_list("pk", flat=True))
    rows = PaperPlace.objects.filter(organisation=viewer.organisation, case__in=keys).select_related("box__shelf")
    lying = {row.case_id: row for row in rows}
    moved = [case for case in cases if case.pk not in lying or lying[case.pk].box_id != box.pk]
    return [_put(viewer, case, box, lying.get(case.pk)) for case in moved]


def _put(viewer: Viewer, case: Case, box: Box, row: PaperPlace | None) -> PaperPlace:
    before = where(row) if row else ""
    row = row or PaperPlace(organisation=viewer.organisation, case=case)
    row.box, row.since = box, clock.now(viewer.organisation)
    row.by, row.name = viewer.account, viewer.name
    row.save()
    body = {"place": where(row), "before": before}
    record(viewer, "case.placed", subject=("case", case.pk), case_id=case.pk, body=body)
    return row


@transaction.atomic
def take_out(viewer: Viewer, *, case: Case, reason: str) -> None:
    """The papers of a case lie in no box any more. Raises NotAllowed, ValidationError (codes `place`, `reason`)."""
    require(viewer, *KEEPERS)
    if not reason.strip():
        raise ValidationError(_("Write where the papers are, or why they are in no box."), code="reason")
    rows = PaperPlace.objects.select_for_update(of=("self",)).select_related("box__shelf")
    row = rows.filter(organisation=viewer.organisation, case=case).first()
    if row is None:
        raise ValidationError(_("The papers of this case lie in no box."), code="place")
    body, personal = {"before": where(row)}, {"reason": reason.strip()[:300]}
    record(viewer, "case.taken-out", subject=("case", case.pk), case_id=case.pk, body=body, personal=personal)
    row.delete()


def where(row: PaperPlace) -> str:
    """A place in words: the shelf from the top, then the box."""
    return f"{row.box.shelf.path}, {row.box.code}"
