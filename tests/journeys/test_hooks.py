"""A webhook in a real browser: set up, its secret shown once, refused, tried again, told once more."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings as loaded
from django.db import connection
from django.test import Client
from playwright.sync_api import expect

from salter.journal.hooks import sending
from salter.journal.models import Hook
from salter.journal.tasks import run_everything
from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from tests.journal.test_hooks import LOCAL, Receiver, listening
from tests.support.browser import chromium, site
from tests.support.office import Office, found_office
from tests.support.person import Person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("hooks"),
]


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A program that refuses at first."""
    settings.SALTER_HOOK_NETWORKS = LOCAL
    yield from listening(Receiver(status=500, words="Не сада"))


@pytest.fixture
def office(transactional_db: None) -> Office:
    """An office."""
    return found_office("vedrovo")


def meanwhile(office: Office, *, register: bool) -> None:
    """What clerk and worker do, in a thread that may ask the database."""

    def work() -> None:
        try:
            with scope(office.organisation.pk):
                if register:
                    office.register()
                [row] = Hook.objects.all()
            run_everything()
            async_to_sync(sending.tell)(office.organisation.pk, row.pk, asyncio.Event())
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result(timeout=60)


@pytest.mark.parametrize("language", ["sr", "sr-latn"])
def test_a_program_is_told_and_told_again(office: Office, receiver: Receiver, language: str) -> None:
    client = Client()
    client.force_login(office.account(Role.ADMINISTRATOR))
    session = client.cookies[loaded.SESSION_COOKIE_NAME].value
    with site() as address, chromium() as browser:
        admin = Person(browser, address, session, language)
        main = admin.page.locator("main")
        admin.open("/administration/webhooks/")
        admin.sound("hooks-none")
        admin.press("Set up the first webhook")
        admin.press("Save")
        expect(main.locator(".govuk-error-summary")).to_be_visible()
        admin.sound("hook-wrong")
        main.locator("[name=name]").fill("Рачуноводство")
        main.locator("[name=url]").fill(receiver.url)
        main.locator("[value='case.registered']").check()
        admin.press("Save")
        admin.press("Show a new secret")
        expect(main.locator("code").first).to_contain_text("whsec_")
        admin.sound("hook-secret")
        meanwhile(office, register=True)
        admin.page.get_by_role("link", name=admin.words("Webhooks")).first.click()
        admin.letter(admin.script("Рачуноводство"))
        expect(main).to_contain_text("Не сада")
        admin.sound("hook-refused")
        receiver.status = 200
        admin.press("Call it now")
        meanwhile(office, register=False)
        admin.page.reload()
        expect(main).to_contain_text(admin.words("taken"))
        admin.press("From here on")
        expect(main).to_contain_text(admin.words("It is told once more everything from there on."))
        meanwhile(office, register=False)
        assert receiver.verbs == ["case.registered"] * 3
        main.locator("summary").click()
        admin.press("Remove this webhook")
        expect(admin.page.locator("body")).to_contain_text(admin.words("The webhook was removed."))
