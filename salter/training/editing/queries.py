"""Reading for who writes exercises: the list, one exercise with its versions and trial, the notes on its steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from salter.organisations.access import Viewer
from salter.training.editing import library, needs
from salter.training.editing.actions import may_write
from salter.training.editing.models import ExerciseVersion, NamedThere, OwnExercise, Trial
from salter.training.editing.needs import Lack, Town
from salter.training.exercises.format import Exercise, Step
from salter.training.exercises.library import exercises, texts
from salter.training.exercises.tree import Fault


@dataclass(frozen=True, slots=True)
class Row:
    """An exercise as the list shows it: what is offered, what is being written, and what is wrong with either."""

    code: str
    title: str
    offered: Exercise | None
    own: OwnExercise | None
    version: ExerciseVersion | None
    faults: int
    unreadable: Fault | None
    newer_file: bool
    lacks: Sequence[Lack]
    named: int
    checked: int

    @property
    def ours(self) -> bool:
        """Whether what is offered was written here."""
        return self.version is not None and self.unreadable is None

    @property
    def draft(self) -> bool:
        """Whether something was written that is not offered."""
        return self.own is not None and (self.version is None or self.version.text != self.own.text)


def rows(viewer: Viewer) -> list[Row]:
    """Every exercise that is offered or being written, in the order of the list for trainees. Raises NotAllowed."""
    may_write(viewer)
    office = viewer.organisation
    own = {one.code: one for one in OwnExercise.objects.filter(organisation=office).order_by("code")}
    all_versions = ExerciseVersion.objects.filter(organisation=office, taken_back_at=None).select_related("exercise")
    versions = library.newest(all_versions)
    offered = library.offered(office)
    notes: dict[str, dict[str, NamedThere]] = defaultdict(dict)
    for note in NamedThere.objects.filter(organisation=office):
        notes[note.exercise][note.step] = note
    codes = [*offered, *(code for code in own if code not in offered)]
    now = needs.town_now()
    return [_row(code, offered.get(code), own.get(code), versions.get(code), notes[code], now) for code in codes]


def _row(
    code: str,
    offered: Exercise | None,
    own: OwnExercise | None,
    version: ExerciseVersion | None,
    notes: dict[str, NamedThere],
    now: Town | None,
) -> Row:
    unreadable = library.parsed(version.text)[1] if version else ()
    steps = [notes[step.key] for step in offered.steps if step.key in notes] if offered else []
    return Row(
        code=code,
        title=offered.title if offered else own.title if own else code,
        offered=offered,
        own=own,
        version=version,
        faults=len(library.parsed(own.text)[1]) if own else 0,
        unreadable=unreadable[0] if unreadable else None,
        newer_file=own is not None and newer_file(own),
        lacks=needs.lacking(offered, version.needs if version else None, now) if offered else [],
        named=len(steps),
        checked=sum(one.checked_on is not None for one in steps),
    )


def newer_file(own: OwnExercise) -> bool:
    """Whether a release has changed the file since the office's own version of it was begun or last compared."""
    return bool(own.base) and texts().get(own.code, own.base) != own.base


def own_exercise(viewer: Viewer, key: UUID) -> OwnExercise:
    """An exercise that the office writes. Raises NotAllowed, OwnExercise.DoesNotExist."""
    may_write(viewer)
    return OwnExercise.objects.get(organisation=viewer.organisation, pk=key)


def versions(viewer: Viewer, own: OwnExercise) -> list[ExerciseVersion]:
    """Everything that was published of it, the newest first. Raises NotAllowed."""
    may_write(viewer)
    rows_of = ExerciseVersion.objects.filter(organisation=viewer.organisation, exercise=own)
    return list(rows_of.select_related("exercise").order_by("-number"))


def trial(viewer: Viewer, own: OwnExercise) -> Trial | None:
    """The newest trial. Raises NotAllowed."""
    may_write(viewer)
    return Trial.objects.filter(organisation=viewer.organisation, exercise=own).order_by("-id").first()


def was_shown(viewer: Viewer, own: OwnExercise) -> bool:
    """Whether the automatic player has done the text as it is, and every mistake of it, as it should go."""
    found = trial(viewer, own)
    return bool(found and found.rounds and found.text == own.text and all(one["right"] for one in found.rounds))


def steps_there(viewer: Viewer, code: str) -> list[tuple[Step, NamedThere | None]]:
    """The steps of an exercise as it is offered, else as it is being written, each with its note.

    Raises NotAllowed, OwnExercise.DoesNotExist for a code that there is not.
    """
    may_write(viewer)
    found = exercise_for_notes(viewer, code)
    notes = {one.step: one for one in NamedThere.objects.filter(organisation=viewer.organisation, exercise=code)}
    return [(step, notes.get(step.key)) for step in found.steps]


def exercise_for_notes(viewer: Viewer, code: str) -> Exercise:
    """The exercise whose steps are named. Raises OwnExercise.DoesNotExist."""
    found = library.offered(viewer.organisation).get(code)
    if found is None:
        own = OwnExercise.objects.get(organisation=viewer.organisation, code=code)
        found = library.parsed(own.text)[0]
    if found is None:
        raise OwnExercise.DoesNotExist
    return found


def to_copy(viewer: Viewer) -> list[tuple[str, str]]:
    """What a new exercise may be a copy of: code and title. Raises NotAllowed."""
    may_write(viewer)
    own = OwnExercise.objects.filter(organisation=viewer.organisation).order_by("code")
    titles = {code: one.title for code, one in exercises().items()} | {row.code: row.title for row in own}
    return list(titles.items())
