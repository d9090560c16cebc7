"""What strangers may send, and what a server may do: one message never stops a mailbox, nor a whole run."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from salter.organisations.access import Viewer
from salter.registry.incoming import actions as shelf
from salter.registry.mail import findings, imap, message, tasks
from salter.registry.mail.problems import MailProblem
from salter.registry.models import Incoming, IncomingState
from tests.registry.test_mail import account, fetch, letters
from tests.support.imap import Server, pymap
from tests.support.office import Office

LONE = b"+2AE-"
"""Half of a pair of UTF-16, in UTF-7: no database takes it."""
HEAD = b"From: Mila <mila@primer.rs>\r\nMessage-ID: <x@primer.rs>\r\n"


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    """One server; its folder is emptied by `server`."""
    with pymap() as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    """An empty mailbox."""
    with running.client() as client:
        if int(client.select("INBOX")[1][0] or 0):
            client.store("1:*", "+FLAGS", r"(\Deleted)")
            client.expunge()
    return running


def half_text() -> bytes:
    """A text that is half a letter."""
    return HEAD + b"Subject: Molba\r\nContent-Type: text/plain; charset=utf-7\r\n\r\nTekst " + LONE + b"\r\n"


def half_subject() -> bytes:
    """A subject, a sender and the name of a file with half a letter."""
    return (
        HEAD.replace(b"Mila ", b"=?utf-7?Q?" + LONE + b"?= ")
        + b"Subject: =?utf-7?Q?Molba_"
        + LONE
        + b"?=\r\nContent-Type: multipart/mixed; boundary=X\r\n\r\n--X\r\n\r\ntekst\r\n--X\r\n"
        + b'Content-Disposition: attachment; filename="=?utf-7?Q?'
        + LONE
        + b'?=.txt"\r\n\r\nx\r\n--X--\r\n'
    )


def test_half_a_letter_stops_no_mailbox(office: Office, server: Server) -> None:
    server.deliver(half_text(), *letters(1))
    assert fetch(office, account(office, server.port)).taken == 2
    first = Incoming.objects.order_by("id").first()
    assert first is not None
    assert (first.subject, first.text, first.state) == ("Molba", "Tekst \ufffd", IncomingState.WAITING)


def test_half_a_letter_in_headers_and_names_can_be_kept() -> None:
    found = message.read(io.BytesIO(half_subject()))
    said = [found.subject, found.sender_name, found.text]
    assert [text.encode().decode() for text in said] == ["Molba \ufffd", "\ufffd", "tekst"]
    columns = shelf.Content(subject="a\ud801", text="b\udfff\x00", sender_name="\udc80").columns()
    assert [columns[name] for name in ("subject", "text", "sender_name")] == ["a\ufffd", "b\ufffd", "\ufffd"]


@pytest.mark.parametrize("sign", ["<!--", "<a ", "<a b='", "</", "<?", "&", "<style><!--"])
def test_a_page_without_end_is_read_at_once(sign: str) -> None:
    page = "<p>Молба</p>" + sign * 100_000
    head = HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n"
    began = time.monotonic()
    found = message.read(io.BytesIO(head + page.encode()))
    assert time.monotonic() - began < 10
    assert found.text.startswith("Молба")


def test_the_words_at_the_end_of_a_page_that_breaks_off_stay() -> None:
    head = HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n"
    assert message.read(io.BytesIO(head + b"<p>a &lt; b<p>AT&amp;T & <b>co</b> &amp")).text == "a < b\nAT&T & co &"


def test_a_letter_of_very_many_parts_stays_whole(office: Office, server: Server) -> None:
    part = b"--X\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx\r\n"
    head = HEAD + b"Subject: Molba\r\nContent-Type: multipart/mixed; boundary=X\r\n\r\n"
    server.deliver(head + part * (message.PARTS + 1) + b"--X--\r\n")
    fetch(office, account(office, server.port))
    row = Incoming.objects.get()
    assert (row.reason, row.files.count()) == (findings.CROWDED, 1)


def test_what_nobody_has_foreseen_is_said_and_holds_up_no_other(
    office: Office, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.deliver(*letters(2))
    row = account(office, server.port)
    real = shelf.take_in

    def strange(viewer: Viewer, **given: Any) -> tuple[Incoming, bool]:
        if given["content"].subject == "Молба 1" and not given["source_key"].startswith(str(row.pk)):
            raise KeyError("strange")
        return real(viewer, **given)

    monkeypatch.setattr(shelf, "take_in", strange)
    run = partial(tasks.fetch, organisation=office.organisation.pk, account=str(row.pk))
    run()
    row.refresh_from_db()
    assert (row.failure, row.failures, row.stuck_times) == ("unforeseen", 1, 1)
    assert "KeyError" in row.failure_detail
    for _again in range(3):
        run()
    row.refresh_from_db()
    assert (row.failure, Incoming.objects.count()) == ("", 2)
    assert Incoming.objects.get(state=IncomingState.UNCLEAR).reason == findings.NOT_FETCHED


def test_the_name_of_a_server_that_no_name_can_be(office: Office) -> None:
    with pytest.raises(MailProblem) as told, imap.opened(imap.Login("mail..rs", 993, "tls", "a", "b"), "INBOX"):
        pass
    assert told.value.code == "unreachable"
