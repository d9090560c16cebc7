"""Writing exercises: begun from a template or a copy, kept as a draft, published as a version, taken back; and what a
step is called in Pisarnica."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer, require
from salter.organisations.models import Role
from salter.training.editing import library, needs
from salter.training.editing.models import ExerciseVersion, NamedThere, OwnExercise
from salter.training.exercises.format import CODE, LONGEST_CODE, digest_of
from salter.training.exercises.library import texts
from salter.training.exercises.tree import LARGEST

WRITERS = (Role.TRAINER, Role.ADMINISTRATOR)
TEMPLATE = Path(__file__).with_name("template.yaml")
MOST = 300
"""So many exercises an office writes at most."""


def may_write(viewer: Viewer) -> None:
    """Raise NotAllowed unless the viewer writes exercises of a real office."""
    require(viewer, *WRITERS)
    if viewer.organisation.practice:
        raise NotAllowed(_("Exercises are written in the own office, not in a practice office."))


@transaction.atomic
def begin_writing(viewer: Viewer, *, code: str, title: str = "", source: str = "") -> OwnExercise:
    """Begin an exercise: from the template, or with `source` as a copy of one; with the code of one that comes with
    Šalter it becomes the office's own version of it.

    Raises NotAllowed, ValidationError with codes `code`, `source`, `title`, `many`.
    """
    may_write(viewer)
    mine = OwnExercise.objects.filter(organisation=viewer.organisation)
    if not CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        words = _("A code has small Latin letters, digits and dashes, at most %(most)s: for example nov-predmet.")
        raise ValidationError(words % {"most": LONGEST_CODE}, code="code")
    if mine.filter(code=code).exists():
        raise ValidationError(_("An exercise with this code is being written already."), code="code")
    if code in texts() and source != code:
        words = _("An exercise that comes with Šalter has this code. Choose another, or copy that exercise.")
        raise ValidationError(words, code="code")
    if mine.count() >= MOST:
        raise ValidationError(_("An office writes at most %(most)s exercises.") % {"most": MOST}, code="many")
    row = OwnExercise(organisation=viewer.organisation, code=code, base=texts()[code] if source == code else "")
    row.text, row.title = _first_text(viewer, code, title, source)
    _stamp(viewer, row)
    record(viewer, "exercise.written", subject=("exercise", row.pk), body={"exercise": code, "source": source})
    return row


def _first_text(viewer: Viewer, code: str, title: str, source: str) -> tuple[str, str]:
    if source and source == code:
        text = texts()[code]
        exercise, _faults = library.parsed(text)
        return text, exercise.title[:200] if exercise else code
    if not title:
        raise ValidationError(_("Give the exercise a title."), code="title")
    quoted = json.dumps(title, ensure_ascii=False)
    if not source:
        return TEMPLATE.read_text("utf-8").format(code=code, title=quoted), title
    own = OwnExercise.objects.filter(organisation=viewer.organisation, code=source).first()
    text = own.text if own else texts().get(source, "")
    if not text:
        raise ValidationError(_("There is no such exercise to copy."), code="source")
    text = _with_line(_with_line(text, "code", code), "title", quoted)
    return _with_line(text, "version", "1"), title


def _with_line(text: str, name: str, value: str) -> str:
    """The text with the value of a name at the beginning of a line replaced; what runs on below it goes, too."""
    return re.sub(rf"^{name}:.*(\n[ \t]+.*)*", lambda _found: f"{name}: {value}", text, count=1, flags=re.MULTILINE)


def _stamp(viewer: Viewer, row: OwnExercise) -> None:
    row.changed_at, row.changed_by = clock.now(viewer.organisation), viewer.name
    row.save()


@transaction.atomic
def keep_draft(viewer: Viewer, *, exercise: OwnExercise, text: str, was: str) -> OwnExercise:
    """Keep what was written, also with faults. `was` is the digest of the text that was opened.

    Raises NotAllowed, ValidationError with codes `long`, `meanwhile` (a colleague has written since).
    """
    row = _mine(viewer, exercise)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LARGEST:
        raise ValidationError(_("An exercise has at most %(most)s characters.") % {"most": LARGEST}, code="long")
    if text == row.text:
        return row
    if digest_of(row.text) != was:
        words = _("%(name)s has changed it meanwhile. What you have written stands below and is not kept yet.")
        raise ValidationError(words % {"name": row.changed_by}, code="meanwhile")
    row.text = text
    found, _faults = library.parsed(text)
    row.title = found.title[:200] if found else row.title
    _stamp(viewer, row)
    record(viewer, "exercise.changed", subject=("exercise", row.pk), body={"exercise": row.code})
    return row


@transaction.atomic
def publish(viewer: Viewer, *, exercise: OwnExercise) -> ExerciseVersion:
    """Publish the draft as the next version; its number is written into the text.

    Raises NotAllowed, ValidationError with codes `faults`, `code`, `same`.
    """
    row = _mine(viewer, exercise)
    found, faults = library.parsed(row.text)
    if found is None:
        words = _("It has %(count)s faults; the first: %(first)s")
        raise ValidationError(words % {"count": len(faults), "first": faults[0]}, code="faults")
    if found.code != row.code:
        words = _("The code of this exercise is “%(code)s” and stays; the text says “%(other)s”.")
        raise ValidationError(words % {"code": row.code, "other": found.code}, code="code")
    versions = list(row.versions.order_by("number"))
    offered = library.newest(versions).get(row.code)
    if offered and _with_line(offered.text, "version", "0") == _with_line(row.text, "version", "0"):
        raise ValidationError(_("Nothing was changed since the version that is offered."), code="same")
    number = max([found.version - 1, *(one.number for one in versions), _of_file(row.code)]) + 1
    row.text = _with_line(row.text, "version", str(number))
    _stamp(viewer, row)
    version = ExerciseVersion.objects.create(
        organisation=viewer.organisation,
        exercise=row,
        number=number,
        text=row.text,
        digest=digest_of(row.text),
        needs=needs.taken(found),
        published_at=clock.now(viewer.organisation),
        published_by=viewer.name,
    )
    record(viewer, "exercise.published", subject=("exercise", row.pk), body={"exercise": row.code, "version": number})
    return version


def _of_file(code: str) -> int:
    found = library.parsed(texts()[code])[0] if code in texts() else None
    return found.version if found else 0


@transaction.atomic
def take_back(viewer: Viewer, *, exercise: OwnExercise) -> ExerciseVersion:
    """Offer the newest version no more; what was offered before it is offered again. Attempts that were begun go on.

    Raises NotAllowed, ValidationError (code `none`).
    """
    row = _mine(viewer, exercise)
    version = library.newest(row.versions.all()).get(row.code)
    if version is None:
        raise ValidationError(_("No version of it is offered."), code="none")
    version.taken_back_at, version.taken_back_by = clock.now(viewer.organisation), viewer.name
    version.save(update_fields=["taken_back_at", "taken_back_by"])
    body = {"exercise": row.code, "version": version.number}
    record(viewer, "exercise.taken-back", subject=("exercise", row.pk), body=body)
    return version


@transaction.atomic
def forget(viewer: Viewer, *, exercise: OwnExercise) -> None:
    """Throw away an exercise of which no version was ever published, with its trials and what its steps were called.

    Raises NotAllowed, ValidationError (code `published`: attempts may name its versions).
    """
    row = _mine(viewer, exercise)
    if row.versions.exists():
        words = _("A version of it was published, so it stays: trainees may have done it. Take it back instead.")
        raise ValidationError(words, code="published")
    record(viewer, "exercise.forgotten", subject=("exercise", row.pk), body={"exercise": row.code})
    row.trials.all().delete()
    if row.code not in texts():
        NamedThere.objects.filter(organisation=viewer.organisation, exercise=row.code).delete()
    row.delete()


@transaction.atomic
def see_release(viewer: Viewer, *, exercise: OwnExercise) -> OwnExercise:
    """Note that what a newer release changed in the file was looked at. Raises NotAllowed."""
    row = _mine(viewer, exercise)
    row.base = texts().get(row.code, "")
    row.save(update_fields=["base"])
    record(viewer, "exercise.compared", subject=("exercise", row.pk), body={"exercise": row.code})
    return row


@transaction.atomic
def name_there(
    viewer: Viewer, *, code: str, step: str, words: str, checked_on: date | None = None, checked_by: str = ""
) -> NamedThere | None:
    """Say what a step is called in Pisarnica and where it is found; without words the note goes.

    Raises NotAllowed, ValidationError with codes `step`, `checked_on`, `checked_by`.
    """
    may_write(viewer)
    found = library.offered(viewer.organisation).get(code)
    own = OwnExercise.objects.filter(organisation=viewer.organisation, code=code).first()
    draft = library.parsed(own.text)[0] if own else None
    if step not in {one.key for exercise in (found, draft) if exercise for one in exercise.steps}:
        raise ValidationError(_("There is no step “%(step)s”.") % {"step": step}, code="step")
    if checked_on and checked_on > clock.today(viewer.organisation):
        raise ValidationError(_("That day has not come yet."), code="checked_on")
    if bool(checked_on) != bool(checked_by):
        name = "checked_by" if checked_on else "checked_on"
        raise ValidationError(_("Say both when it was checked and by whom, or neither."), code=name)
    rows = NamedThere.objects.select_for_update().filter(organisation=viewer.organisation, exercise=code, step=step)
    row = rows.first() or NamedThere(organisation=viewer.organisation, exercise=code, step=step)
    record(viewer, "exercise.named-there", subject=("exercise-step", row.pk), body={"exercise": code, "step": step})
    if not words:
        rows.delete()
        return None
    row.words, row.checked_on, row.checked_by = words, checked_on, checked_by
    row.changed_at, row.changed_by = clock.now(viewer.organisation), viewer.name
    row.save()
    return row


def _mine(viewer: Viewer, exercise: OwnExercise) -> OwnExercise:
    may_write(viewer)
    return OwnExercise.objects.select_for_update().get(organisation=viewer.organisation, pk=exercise.pk)
