"""Guarantee acts."""

from __future__ import annotations

from tests.rules_of_the_house.pages.expected import Expected
from tests.rules_of_the_house.pages.values import NO_CASES, case, draft
from tests.support.scene import Scene


def _one(scene: Scene) -> dict[str, object]:
    """The guarantee act to which the open case refers."""
    return {"guarantee_id": scene.guaranteed.guarantee_id}


def _use(scene: Scene) -> dict[str, object]:
    """The reference of the open case."""
    return {"use_id": scene.guaranteed.pk}


PAGES: dict[str, Expected] = {
    "registry:guarantees": Expected(),
    "registry:guarantee": Expected(values=_one, hidden=NO_CASES),
    "registry:guarantee-end": Expected(values=_one),
    "registry:guarantee-new": Expected(values=case),
    "registry:guarantee-refer": Expected(values=lambda scene: {**case(scene), **_one(scene)}),
    "registry:guarantee-unrefer": Expected(values=lambda scene: {**case(scene), **_use(scene)}),
    "registry:guarantee-answer": Expected(values=lambda scene: {**draft(scene), **_use(scene)}),
}
