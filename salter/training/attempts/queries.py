"""Reading attempts: which one is going on, and how it stands by the journal."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from salter.journal.models import Entry
from salter.organisations.access import Viewer
from salter.organisations.models import Account, Organisation
from salter.training.editing.library import exercise_of
from salter.training.exercises import grading
from salter.training.exercises.format import Exercise
from salter.training.exercises.grading import Standing
from salter.training.exercises.patterns import Seen
from salter.training.models import Attempt
from salter.training.offices.world import post_of

NEWEST = 2000
"""So many entries of one attempt are read at most."""


def newest(viewer: Viewer) -> Attempt | None:
    """The attempt that was begun last in the viewer's practice office; None of an exercise that is no more."""
    found = Attempt.objects.filter(organisation=viewer.organisation).order_by("-id").first()
    return found if found and exercise_of(found) else None


def newest_entry(viewer: Viewer) -> UUID | None:
    """The newest entry of the journal of the viewer's office."""
    rows = Entry.objects.filter(organisation=viewer.organisation).order_by("-id")
    return rows.values_list("id", flat=True).first()


def standing(attempt: Attempt, exercise: Exercise | None = None) -> Standing:
    """How it stands, by what the journal has since it was begun; `exercise` for one that was not published.

    Raises KeyError for an exercise that is no more.
    """
    begun = timezone.localdate(attempt.begun_at)
    of = exercise or exercise_of(attempt)
    if of is None:
        raise KeyError(attempt.exercise)
    return grading.standing(of, entries(attempt), begun=begun, cases=attempt.bound)


def entries(attempt: Attempt) -> list[Seen]:
    """The entries since it was begun, oldest first, as patterns see them."""
    rows = Entry.objects.filter(organisation=attempt.organisation_id, pk__gt=attempt.after_entry).order_by("id")
    posts = _posts(attempt.organisation)
    return list(_seen(rows[:NEWEST], posts))


def _posts(office: Organisation) -> dict[int, str]:
    rows = Account.objects.filter(organisation=office).values_list("id", "username")
    return {key: post_of(username) for key, username in rows}


def _seen(rows: Iterable[Entry], posts: dict[int, str]) -> Iterable[Seen]:
    for row in rows:
        yield Seen(
            id=str(row.pk),
            verb=row.verb,
            on=timezone.localdate(row.at),
            by=posts.get(row.actor_id or 0, ""),
            case=str(row.case_id or ""),
            body=row.body,
            personal=row.personal,
        )
