"""What an office offers to practise: the files that come with Šalter, and over them what the office has published.

An attempt keeps to the version that it was begun with, whatever is published meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from salter.organisations.models import Organisation
from salter.organisations.tenancy import scope
from salter.training.editing.models import ExerciseVersion, NamedThere
from salter.training.exercises.format import Exercise, read
from salter.training.exercises.library import exercises, vocabulary
from salter.training.exercises.tree import Fault
from salter.training.models import Attempt
from salter.training.seats.actions import HOST


@lru_cache(maxsize=256)
def _parsed(text: str, language: str) -> tuple[Exercise | None, tuple[Fault, ...]]:
    try:
        return read(text, vocabulary()), ()
    except ValidationError as refused:
        return None, tuple(one.message for one in refused.error_list)  # type: ignore[misc]


def parsed(text: str) -> tuple[Exercise | None, tuple[Fault, ...]]:
    """The exercise of a text, or what is wrong with it in the reader's language; kept by the text."""
    return _parsed(text, get_language() or "sr")


def _host(office: Organisation) -> int | None:
    """The office that a practice office belongs to; any other one is its own."""
    if not office.practice:
        return office.pk
    host = office.settings.get(HOST)
    return int(host) if host is not None else None


def _scope(office: Organisation, host: int) -> AbstractContextManager[None]:
    return scope(host) if office.practice else nullcontext()


def newest(versions: Iterable[ExerciseVersion]) -> dict[str, ExerciseVersion]:
    """The version of each exercise that is offered, by code: the newest that was not taken back."""
    offered = sorted((one for one in versions if one.taken_back_at is None), key=lambda one: one.number)
    return {one.exercise.code: one for one in offered}


def offered(office: Organisation) -> dict[str, Exercise]:
    """Every exercise by its code. A version that this release cannot read any more is left out: its file, if there is
    one, is offered instead."""
    found = dict(exercises())
    host = _host(office)
    if host is not None:
        with _scope(office, host):
            rows = ExerciseVersion.objects.filter(organisation_id=host, taken_back_at=None).select_related("exercise")
            for code, version in newest(rows).items():
                exercise, _faults = parsed(version.text)
                found |= {code: exercise} if exercise else {}
    return found


def exercise_of(attempt: Attempt) -> Exercise | None:
    """The exercise of an attempt in the version that it was begun with; None when there is none any more."""
    found = exercises().get(attempt.exercise)
    if found is None or found.digest != attempt.digest:
        version = version_of(attempt.organisation, attempt.digest)
        found = (parsed(version.text)[0] if version else None) or found
    return found


def version_of(office: Organisation, digest: str) -> ExerciseVersion | None:
    """The published version with that digest; None for a file that comes with Šalter."""
    host = _host(office)
    if host is None:
        return None
    with _scope(office, host):
        return ExerciseVersion.objects.filter(organisation_id=host, digest=digest).order_by("-id").first()


def named_there(office: Organisation, code: str, step: str) -> NamedThere | None:
    """What a step is called in Pisarnica, by who looked there."""
    host = _host(office)
    if host is None:
        return None
    with _scope(office, host):
        return NamedThere.objects.filter(organisation_id=host, exercise=code, step=step).first()
