"""A mailbox that the house asks for letters, and who kills its worker when the first of them are about to be marked."""

from __future__ import annotations

import os
import signal

from salter.ops.demo.office import CODE
from tests.faults.house import House
from tests.support.imap import PASSWORD, USER

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


def open_mailbox(house: House, port: int) -> None:
    """Set up the mailbox behind a port, and have it asked at once."""
    house.salter("manage", "shell", "-c", SET_UP.format(code=CODE, password=PASSWORD, user=USER, port=port))


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
