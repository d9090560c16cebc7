"""A house for the tests of this folder that break one thing and look at what people see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.house import House, open_house


@pytest.fixture(scope="package")
def house() -> Iterator[House]:
    """A running house; gone without a trace afterwards."""
    with open_house() as opened:
        yield opened
