"""The worker is killed between keeping a letter and marking it: nothing is lost, nothing is doubled, all is marked."""

from __future__ import annotations

import os
import signal
from email.message import EmailMessage

import pytest

from tests.faults.house import House, open_house
from tests.support.imap import PASSWORD, USER, Cut, pymap

LETTERS = 60  # more than are marked at once
SET_UP = """
from salter.organisations.access import viewer_of
from salter.organisations.models import Organisation, Role, Staff
from salter.organisations.tenancy import scope
from salter.registry.mail import actions, tasks
office = Organisation.objects.get(code="{code}")
with scope(office.pk):
    viewers = [viewer_of(person.account, office) for person in Staff.objects.all()]
    account = actions.keep_account(
        next(viewer for viewer in viewers if viewer.has(Role.ADMINISTRATOR)),
        password="{password}", name="Писарница", host="127.0.0.1", port={port},
        security="none", username="{user}", folder="INBOX", afterwards="seen", moved_to="", confirms=False, active=True,
    )
tasks.ask(office.pk, account.pk)
"""


def letter(number: int) -> bytes:
    """A letter of a citizen."""
    message = EmailMessage()
    message["From"], message["Subject"] = "mila@primer.rs", f"Molba {number}"
    message["Message-ID"] = f"<{number}@primer.rs>"
    message.set_content(f"Tekst {number}.")
    return message.as_bytes()


class Killer:
    """Kills the worker when it is about to mark the first letters, once; counts what is fetched."""

    def __init__(self, house: House) -> None:
        self.house, self.killed, self.fetched = house, 0, 0

    def __call__(self, command: bytes) -> None:
        self.fetched += command.count(b"BODY.PEEK[]")
        if b" STORE " in command and not self.killed:
            self.killed = self.house.worker
            os.kill(self.killed, signal.SIGKILL)
            raise OSError("the line went with the worker")


@pytest.mark.long
def test_a_worker_killed_between_keeping_and_marking_loses_and_doubles_nothing() -> None:
    from salter.ops.demo.office import CODE

    with pymap() as server, open_house() as house:
        server.deliver(*[letter(number) for number in range(LETTERS)])
        line = Cut(server.port, 1 << 40)
        line.heard = killer = Killer(house)
        house.salter("manage", "shell", "-c", SET_UP.format(code=CODE, password=PASSWORD, user=USER, port=line.port))
        house.until(lambda: bool(killer.killed), 90, "the worker is killed")
        kept = house.count("registry_incoming")
        assert 0 < kept <= LETTERS
        assert not any(server.seen())
        house.until(house.ready, 60, "another worker")
        house.until(lambda: all(server.seen()), 180, "all letters marked")
        house.come_to_rest()
        line.close()
        assert house.worker != killer.killed
        assert house.count("registry_incoming") == LETTERS
        assert house.count("registry_mailarrival", "marked_at IS NOT NULL") == LETTERS
        assert house.count("journal_entry", "verb = 'incoming.taken'") == LETTERS
        assert killer.fetched == LETTERS
