"""Dossiers."""

from __future__ import annotations

from tests.rules_of_the_house.pages.expected import Expected
from tests.rules_of_the_house.pages.values import NO_CASES, case
from tests.support.scene import Scene


def _dossier(scene: Scene) -> dict[str, object]:
    """The dossier in which the open case lies."""
    return {"dossier_id": scene.filed.dossier_id}


def _closed(scene: Scene) -> dict[str, object]:
    """A closed dossier."""
    return {"dossier_id": scene.put_by}


PAGES: dict[str, Expected] = {
    "registry:dossiers": Expected(),
    "registry:dossier-new": Expected(),
    "registry:dossier": Expected(values=_dossier, hidden=NO_CASES),
    "registry:dossier-change": Expected(values=_dossier),
    "registry:dossier-close": Expected(values=_dossier),
    "registry:dossier-reopen": Expected(values=_closed),
    "registry:dossier-out": Expected(values=lambda scene: {**_dossier(scene), "row_id": scene.filed.pk}),
    "registry:dossier-into": Expected(values=case),
}
