"""The exercises that come with Šalter, each a file of `library/`; what they may name is what this release has."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.urls import get_resolver

from salter.calendars.law import RULES
from salter.journal.verbs import all_verbs
from salter.training.deeds import DEEDS
from salter.training.exercises.format import Exercise, Vocabulary, digest_of, read
from salter.training.offices import town

FOLDER = Path(__file__).with_name("library")


@cache
def vocabulary() -> Vocabulary:
    """Posts, deeds, verbs, rules and pages as they are in this release."""
    return Vocabulary(
        posts=frozenset(town.everybody()),
        deeds=frozenset(DEEDS),
        verbs=frozenset(verb.code for verb in all_verbs()),
        rules=frozenset(rule.code for rule in RULES),
        pages=frozenset(_pages()),
    )


def _pages() -> list[str]:
    """Named pages without a value in their address, with the name of their room."""
    found = []
    for resolver in get_resolver().url_patterns:
        for part in getattr(resolver, "url_patterns", []):
            space = getattr(part, "namespace", None)
            for pattern in getattr(part, "url_patterns", []) if space else []:
                if getattr(pattern, "name", None) and not pattern.pattern.converters:
                    found.append(f"{space}:{pattern.name}")
    return found


@cache
def exercises() -> dict[str, Exercise]:
    """Every exercise by its code, in the order of the files. Raises ValidationError for a file that is wrong."""
    read_ones = [read(path.read_text("utf-8"), vocabulary()) for path in sorted(FOLDER.glob("*.yaml"))]
    return {exercise.code: exercise for exercise in read_ones}


@cache
def texts() -> dict[str, str]:
    """The files by the code of their exercise."""
    files = {digest_of(text): text for path in FOLDER.glob("*.yaml") for text in [path.read_text("utf-8")]}
    return {code: files[exercise.digest] for code, exercise in exercises().items() if exercise.digest in files}
