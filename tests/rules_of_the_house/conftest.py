"""Two offices in full work, built once for a module and forgotten after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import translation
from pytest_django import DjangoDbBlocker

from salter.organisations.models import Role
from tests.support.scene import Scene, play

FOREIGN = "Измишљотина"


@pytest.fixture(scope="module")
def scenes(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Scene, Scene]]:
    """The own office, which visitors see first, and a foreign one, whose papers all say FOREIGN.

    They are committed, so that each test (which needs `db`) may roll its own changes back.
    """
    with django_db_blocker.unblock(), translation.override("sr"):
        try:
            yield play("vedrovo"), play("drugo", about=f"{FOREIGN} {FOREIGN}")
        finally:
            connection.close()
            call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="module")
def sessions(scenes: tuple[Scene, Scene]) -> dict[Role, str]:
    """The session of the person of each role."""
    found = {}
    for role in Role:
        client = Client()
        client.force_login(scenes[0].office.account(role))
        found[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found
