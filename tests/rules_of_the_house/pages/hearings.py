"""Hearings."""

from __future__ import annotations

from tests.rules_of_the_house.pages.expected import Expected
from tests.rules_of_the_house.pages.values import NO_CASES, case
from tests.support.scene import Scene


def _hearing(scene: Scene) -> dict[str, object]:
    """The hearing of the open case that is to come."""
    return {**case(scene), "hearing_id": scene.hearing.pk}


def _heard(scene: Scene) -> dict[str, object]:
    """The hearing of the open case that was held."""
    return {**case(scene), "hearing_id": scene.heard.pk}


def _summoned(scene: Scene) -> dict[str, object]:
    """Who is summoned to the hearing."""
    return {**_hearing(scene), "person_id": scene.hearing.people.order_by("id")[0].pk}


PAGES: dict[str, Expected] = {
    "registry:hearings-week": Expected(),
    "registry:hearings": Expected(values=case, hidden=NO_CASES),
    "registry:hearing-new": Expected(values=case),
    "registry:hearing": Expected(values=_hearing, hidden=NO_CASES),
    "registry:hearing-continue": Expected(values=_heard),
    "registry:hearing-summon": Expected(values=_hearing),
    "registry:hearing-release": Expected(values=_summoned),
    "registry:hearing-postpone": Expected(values=_hearing),
    "registry:hearing-off": Expected(values=_hearing),
    "registry:hearing-record": Expected(values=_hearing),
    "registry:hearing-signatures": Expected(values=_heard),
}
