from __future__ import annotations

import pytest

from .offices import Office, Revisions, decision_pdf, make_revisions


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office.open(tmp_path_factory.mktemp("office") / "trust")


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office with its own root, which nobody here trusts."""
    return Office.open(tmp_path_factory.mktemp("stranger") / "trust", name="Stranger")


@pytest.fixture(scope="session")
def plain() -> bytes:
    return decision_pdf()


@pytest.fixture(scope="session")
def revisions(office: Office, plain: bytes) -> Revisions:
    return make_revisions(office, plain)
