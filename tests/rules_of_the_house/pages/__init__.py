"""Every page of the URL map, and what it answers to whom: a page without a line here fails the tests.

A line stands in the module of its room; the objects of an office that stand in addresses are in `values`.
"""

from __future__ import annotations

from collections.abc import Mapping

from salter.organisations.models import Role
from tests.rules_of_the_house.pages import (
    acts,
    archive,
    books,
    cases,
    citizens,
    counter,
    desk,
    dispatch,
    dossiers,
    guarantees,
    hearings,
    office,
    training,
)
from tests.rules_of_the_house.pages.address_map import Page, pages
from tests.rules_of_the_house.pages.expected import Expected
from tests.rules_of_the_house.pages.values import case

__all__ = ["EXPECTED", "Expected", "Page", "case", "pages", "unlisted", "wanted"]

ROOMS = (
    *(office, citizens, desk, counter, books, cases, hearings),
    *(dossiers, guarantees, acts, dispatch, archive, training),
)
EXPECTED: dict[str, Expected] = {name: expected for room in ROOMS for name, expected in room.PAGES.items()}


def unlisted(found: Mapping[str, Page]) -> list[str]:
    """Pages of the map without a line in the table, and lines without a page; the API has a table of its own."""
    names = {name for name in found if not name.startswith("api:")}
    return [f"{name} has no line in the table" for name in sorted(names - EXPECTED.keys())] + [
        f"{name} is no page any more" for name in sorted(EXPECTED.keys() - names)
    ]


def wanted(page: Page, expected: Expected, role: Role | None) -> int:
    """The status that the page owes to the person of a role (None: not signed in) for an object of the own office."""
    if page.public:
        return expected.status
    if role is None:
        return 302
    if page.roles and role not in page.roles:
        return 403
    return 404 if role in expected.hidden else expected.status
