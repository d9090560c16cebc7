"""Shared fixtures, and the rule that what could not run is named.

`needs("chromium")` marks a test that this machine may be unable to run: it is skipped with the remedy, and with
REQUIRE=all it fails instead. `long` tests run with LONG=1 only, `brief` ones without it only: a long one does the whole
of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation
from hypothesis import settings

from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from tests.support import needs, ready_schema
from tests.support.office import Office, found_office

REQUIRE_ALL = os.environ.get("REQUIRE") == "all"
LONG = os.environ.get("LONG") == "1"

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("salter", deadline=None)
settings.load_profile("salter")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip (or fail) what the machine lacks; leave long tests to LONG=1."""
    items[:] = [item for item in items if not (LONG and item.get_closest_marker("brief"))]
    for item in items:
        if item.get_closest_marker("long") and not LONG:
            item.add_marker(pytest.mark.skip(reason="long: runs with LONG=1"))
        for mark in item.iter_markers("needs"):
            for name in mark.args:
                if needs.missing(name) and not REQUIRE_ALL:
                    item.add_marker(pytest.mark.skip(reason=f"needs {name}: {needs.missing(name)}"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """With REQUIRE=all a missing tool is a failure."""
    for mark in item.iter_markers("needs"):
        for name in mark.args:
            if needs.missing(name):
                pytest.fail(f"REQUIRE=all, but {name} is missing: {needs.missing(name)}", pytrace=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The list, by name, of what this machine could not run, and why."""
    skipped = {str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", []) if report.longrepr}
    if skipped:
        terminalreporter.section("not run on this machine")
        for report in terminalreporter.stats["skipped"]:
            terminalreporter.write_line(f"{report.nodeid}: {report.longrepr[2]}")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Test databases are copies of the one whose schema is ready (tests.support.ready_schema)."""
    connection.settings_dict["TEST"]["TEMPLATE"] = ready_schema.template()


@pytest.fixture(autouse=True)
def _language_of_its_own() -> Iterator[None]:
    """A test that asked for a page in another language leaves it to nobody: a request sets it for its whole thread."""
    yield
    translation.deactivate()


@pytest.fixture
def office(db: None) -> Iterator[Office]:
    """A fictional office with one person of every role, inside its scope."""
    built = found_office("vedrovo")
    with scope(built.organisation.pk):
        yield built


@pytest.fixture
def other_office(db: None) -> Office:
    """A second office, whose rows the first may never see; its scope is not entered."""
    return found_office("drugo")


@pytest.fixture
def client_as(office: Office) -> Callable[[Role], Client]:
    """A browserless client signed in as the person of a role."""

    def signed_in(role: Role) -> Client:
        client = Client()
        client.force_login(office.account(role))
        return client

    return signed_in
