"""The journal as people read it."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from salter.journal.models import Entry
from salter.registry import history


@pytest.mark.parametrize(
    ("verb", "body", "said"),
    [
        (
            "parallel.compared",
            {"day": "2026-03-02", "same": 4, "differences": 1},
            "Упоређене су обе књиге за 2. 3. 2026.: истих 4, разлика 1.",
        ),
        (
            "case.from-state",
            {"external_number": "12/2026", "day": "2026-03-02"},
            "Заведено у државном систему под бројем 12/2026; овде из његове датотеке за 2. 3. 2026.",
        ),
        ("case.assigned", {"unit": "Одељење", "handler": "Мила Ведрић"}, "Задужено: Одељење, Мила Ведрић."),
        ("case.assigned", {"unit": "Одељење", "handler": ""}, "Задужено: Одељење."),
        ("case.assigned", {"unit": "", "handler": "Мила Ведрић"}, "Задужено: Мила Ведрић."),
    ],
)
def test_days_and_names_are_said_as_people_say_them(verb: str, body: dict[str, Any], said: str) -> None:
    with translation.override("sr"):
        assert history.sentence(Entry(verb=verb, body=body, personal={})) == said
