"""The worker is killed between keeping a letter and marking it: nothing is lost, nothing is doubled, all is marked."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from tests.faults.house import open_house
from tests.faults.letters import Killer, open_mailbox
from tests.support.imap import Cut, pymap

LETTERS = 60  # more than are marked at once


def letter(number: int) -> bytes:
    """A letter of a citizen."""
    message = EmailMessage()
    message["From"], message["Subject"] = "mila@primer.rs", f"Molba {number}"
    message["Message-ID"] = f"<{number}@primer.rs>"
    message.set_content(f"Tekst {number}.")
    return message.as_bytes()


@pytest.mark.long
def test_a_worker_killed_between_keeping_and_marking_loses_and_doubles_nothing() -> None:
    with pymap() as server, open_house() as house:
        server.deliver(*[letter(number) for number in range(LETTERS)])
        line = Cut(server.port, 1 << 40)
        line.heard = killer = Killer(house)
        open_mailbox(house, line.port)
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
