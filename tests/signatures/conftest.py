from __future__ import annotations

import pytest

from .bodies import Body, Revisions, decision_pdf, make_revisions


@pytest.fixture(scope="session")
def body(tmp_path_factory: pytest.TempPathFactory) -> Body:
    return Body.open(tmp_path_factory.mktemp("body") / "trust")


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Body:
    """An body with its own root, which nobody here trusts."""
    return Body.open(tmp_path_factory.mktemp("stranger") / "trust", name="Stranger")


@pytest.fixture(scope="session")
def plain() -> bytes:
    return decision_pdf()


@pytest.fixture(scope="session")
def revisions(body: Body, plain: bytes) -> Revisions:
    return make_revisions(body, plain)
