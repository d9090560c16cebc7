"""What may be proposed for disposal, who takes which step, and that every reference to a document is thought of."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pytest
from django.apps import apps
from django.db import models

from salter.archive.disposal.holders import ELSEWHERE, FOLLOWS, OF_CASE, WORDS
from salter.archive.disposal.rules import Hold, Step, may_go, steps
from salter.archive.models import DisposalState
from salter.documents.models import Document

TODAY = date(2040, 3, 1)


@pytest.mark.parametrize(
    ("keep_until", "holds", "goes"),
    [
        (date(2040, 2, 29), [], True),
        (date(2040, 3, 1), [], False),
        (None, [], False),
        (date(2039, 12, 31), [Hold.LENT], False),
        (date(2039, 12, 31), [Hold.APPEALED], False),
        (date(2039, 12, 31), [Hold.FILED, Hold.LINKED], False),
        (date(2039, 12, 31), [Hold.LISTED], False),
    ],
)
def test_what_is_over_its_time_and_held_by_nothing_may_go(
    keep_until: date | None, holds: Collection[Hold], goes: bool
) -> None:
    assert may_go(keep_until, TODAY, holds) is goes


@pytest.mark.parametrize(
    ("state", "proposed", "entered", "open_steps"),
    [
        (DisposalState.DRAFT, True, False, {Step.EXCLUDE, Step.SEND, Step.WITHDRAW}),
        (DisposalState.REVIEW, True, False, {Step.EXCLUDE, Step.WITHDRAW}),
        (DisposalState.REVIEW, False, False, {Step.EXCLUDE, Step.REVIEW, Step.WITHDRAW}),
        (DisposalState.ACCEPTED, True, False, {Step.EXCLUDE, Step.APPROVE, Step.WITHDRAW}),
        (DisposalState.APPROVED, True, True, {Step.EXCLUDE, Step.WITHDRAW}),
        (DisposalState.APPROVED, True, False, {Step.EXCLUDE, Step.ORDER, Step.WITHDRAW}),
        (DisposalState.DESTROYING, False, False, set()),
        (DisposalState.DESTROYED, False, False, set()),
        (DisposalState.WITHDRAWN, False, False, set()),
    ],
)
def test_nobody_reviews_the_own_list_or_destroys_by_the_approval_that_they_entered(
    state: DisposalState, proposed: bool, entered: bool, open_steps: set[Step]
) -> None:
    assert {*steps(state, proposed=proposed, entered_approval=entered)} == open_steps


def references() -> set[str]:
    """Every field of the project that names a document."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Document
    }


def test_every_reference_to_a_document_says_whether_it_goes_with_its_case() -> None:
    """A new one is either its case's (OF_CASE), or keeps what it names (ELSEWHERE)."""
    assert references() == OF_CASE.keys() | ELSEWHERE | FOLLOWS
    assert not OF_CASE.keys() & (ELSEWHERE | FOLLOWS)


def test_words_that_go_with_papers_stand_in_fields_that_there_are() -> None:
    for label, (_path, empty) in WORDS.items():
        assert {*empty} <= {field.name for field in apps.get_model(label)._meta.local_fields}, label
