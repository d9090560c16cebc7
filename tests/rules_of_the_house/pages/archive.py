"""The archive."""

from __future__ import annotations

from tests.rules_of_the_house.pages.expected import Expected
from tests.rules_of_the_house.pages.values import unit

PAGES: dict[str, Expected] = {
    "archive:units": Expected(),
    "archive:waiting": Expected(),
    "archive:keep": Expected(values=lambda scene: {"case_id": scene.closed.pk}),
    "archive:book": Expected(),
    "archive:unit": Expected(values=unit),
    "archive:check": Expected(302, values=unit, sent={}),
    "archive:sip": Expected(values=unit, plain=True),
    "archive:aip": Expected(values=unit, plain=True),
}
