"""What people work in has an exercise: every package with pages, unless a reason stands here.

A package has one when an exercise sees a verb that the package writes, in a step or in a typical mistake.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from salter.training.exercises.format import Exercise
from salter.training.exercises.library import exercises
from salter.training.exercises.patterns import Pattern
from tests.rules_of_the_house.sources import texts
from tests.rules_of_the_house.test_verbs import written

NEWER = "Newer than the fifteen exercises of the first course; none was written for it yet."
EXCEPTIONS = {
    "salter/archive": "Cases go to the archive years after they were closed: nobody does it in a course of one day.",
    "salter/archive/disposal": "Years later, by a commission and a public archive: a practice office has neither.",
    "salter/journal": "The administrator's: what could not be told to a reader is tried again.",
    "salter/journal/hooks": "The administrator's: programs outside, which a practice office may not call.",
    "salter/ops": "The start page and the help page; what it writes is done by commands and by letters.",
    "salter/ops/first_start": "Done once in an installation, before there is an office.",
    "salter/organisations/administration": "The administrator's, done a few times a year, with words on each page.",
    "salter/registry/drafting": "Writing a draft is practised with acts (room registry); this keeps its versions.",
    "salter/registry/drafting/layouts": "Set up by the head of the registry office once for all acts.",
    "salter/registry/drafting/word": "A way to bring in a draft; what it writes is an ordinary draft.",
    "salter/registry/filing": NEWER,
    "salter/registry/guaranteeing": NEWER,
    "salter/registry/hearing": NEWER,
    "salter/registry/helping": "Help itself; each of its topics leads to an exercise.",
    "salter/registry/legal": "Values of the law are set by the administrator, not by who works on cases.",
    "salter/registry/mailings": "Printed letters for a mailing house: a town of twelve cases has no such run.",
    "salter/registry/rectifying": NEWER,
    "salter/registry/relating": NEWER,
    "salter/registry/second_instance": "Which body decides appeals is set up once by the administrator.",
    "salter/registry/seeing": "Summaries to look at; nothing in them can be done wrongly.",
    "salter/registry/shelves": "Boxes and loans of paper: what is to be learnt stands in the store room, not here.",
    "salter/registry/speaking": NEWER,
    "salter/registry/starting": "Drafts of acts for lawyers and the head, before there is any work to practise.",
    "salter/registry/withdrawing": NEWER,
    "salter/registry/work/notes": "Notes and tasks among colleagues: no rule of law says how they must be.",
    "salter/signatures": "Certificates are set up once; signing is practised with acts (room registry).",
    "salter/training": "This is where one practises.",
    "salter/ui": "The style guide, for who builds pages.",
}
NO_OFFICE = ("salter/ops/benchmarks",)
"""Code that only measures has addresses, but nobody works there."""


def rooms(sources: Iterable[str]) -> set[str]:
    """Packages with pages; those that belong to practising count as one."""
    paths = [PurePosixPath(one) for one in sources]
    found = {str(path.parent) for path in paths if path.name in ("views.py", "urls.py")}
    found |= {str(path.parent.parent) for path in paths if path.parent.name == "views"}
    kept = {one for one in found if not one.startswith(("salter/training/", *NO_OFFICE))}
    return {one for one in kept if not one.endswith(("/views", "/models"))}


def writes(sources: Mapping[str, str]) -> dict[str, set[str]]:
    """The verbs that each room writes; what stands in a room within another belongs to the inner one."""
    found: dict[str, set[str]] = {room: set() for room in rooms(sources)}
    for one in written(sources):
        path = one.place.partition(":")[0]
        within = [room for room in found if path.startswith(f"{room}/")]
        if within:
            found[max(within, key=len)].add(one.verb)
    return found


def seen(library: Collection[Exercise]) -> set[str]:
    """The verbs that exercises look for."""
    patterns = [row.seen for one in library for row in one.steps] + [
        row.seen for one in library for row in one.mistakes
    ]
    return {verb for pattern in patterns for verb in _verbs(pattern)}


def _verbs(pattern: Pattern) -> Iterator[str]:
    verbs = pattern["verb"]
    yield from verbs if isinstance(verbs, list) else [verbs]


def violations(sources: Mapping[str, str], exceptions: Mapping[str, str], library: Collection[Exercise]) -> list[str]:
    """Rooms without an exercise that nobody has justified, and reasons for rooms that are none."""
    written_there, looked_for = writes(sources), seen(library)
    bare = {room for room, verbs in written_there.items() if not verbs & looked_for}
    return [f"{room} has no exercise" for room in sorted(bare - exceptions.keys())] + [
        f"{room} is no room" for room in sorted(exceptions.keys() - written_there.keys())
    ]


def test_every_room_has_an_exercise_or_a_reason() -> None:
    assert violations(texts(".py"), EXCEPTIONS, exercises().values()) == []
    assert all(len(reason) > 30 or room == "salter/training" for room, reason in EXCEPTIONS.items())


def test_a_room_without_an_exercise_is_caught() -> None:
    planted = {
        "salter/planted/views.py": "",
        "salter/planted/actions.py": 'record(viewer, "plant.set", subject=("plant", 1), body={})\n',
        "salter/registry/acts/views.py": 'record(viewer, "act.signed", subject=("act", 1), body={})\n',
    }
    library = list(exercises().values())
    assert violations(planted, {}, library) == ["salter/planted has no exercise"]
    assert violations(planted, {"salter/planted": "so", "salter/gone": "so"}, library) == ["salter/gone is no room"]
    assert violations({**planted}, {"salter/planted": "so"}, []) == ["salter/registry/acts has no exercise"]


def test_an_exercise_names_a_room_that_there_is() -> None:
    names = {room.split("/")[1] for room in rooms(texts(".py"))}
    assert {one.room for one in exercises().values()} <= names
