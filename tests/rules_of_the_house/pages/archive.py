"""The archive."""

from __future__ import annotations

from tests.rules_of_the_house.pages.expected import Expected
from tests.rules_of_the_house.pages.values import unit
from tests.support.scene import Scene


def _list(scene: Scene) -> dict[str, object]:
    """The list for disposal that the archivist has begun."""
    return {"disposal_id": scene.disposal.pk}


def _item(scene: Scene) -> dict[str, object]:
    """The case on it."""
    return {**_list(scene), "item_id": scene.disposal.items.get().pk}


PAGES: dict[str, Expected] = {
    "archive:units": Expected(),
    "archive:waiting": Expected(),
    "archive:keep": Expected(values=lambda scene: {"case_id": scene.closed.pk}),
    "archive:book": Expected(),
    "archive:disposal": Expected(),
    "archive:disposal-pdf": Expected(plain=True),
    "archive:disposal-table": Expected(plain=True),
    "archive:disposal-new": Expected(),
    "archive:disposal-list": Expected(values=_list),
    "archive:disposal-list-pdf": Expected(values=_list, plain=True),
    "archive:disposal-list-table": Expected(values=_list, plain=True),
    "archive:disposal-approval": Expected(404, values=_list),
    "archive:disposal-record": Expected(404, values=_list),
    "archive:disposal-exclude": Expected(values=_item),
    "archive:disposal-send": Expected(values=_list),
    "archive:disposal-review": Expected(values=_list),
    "archive:disposal-approve": Expected(values=_list),
    "archive:disposal-destroy": Expected(values=_list),
    "archive:disposal-withdraw": Expected(values=_list),
    "archive:unit": Expected(values=unit),
    "archive:check": Expected(302, values=unit, sent={}),
    "archive:sip": Expected(values=unit, plain=True),
    "archive:aip": Expected(values=unit, plain=True),
}
