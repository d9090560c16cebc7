"""Every test begins in Cyrillic: a page in another language leaves that language behind in its thread."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def cyrillic() -> Iterator[None]:
    """Addresses are made without a prefix."""
    with translation.override("sr"):
        yield
