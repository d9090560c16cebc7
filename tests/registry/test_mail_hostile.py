"""What strangers may send, and what a server may do: one message never stops a mailbox, nor a whole run."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from salter.journal.models import Entry
from salter.organisations.access import Viewer
from salter.organisations.models import Role
from salter.registry.forms.mail import FIELDS
from salter.registry.incoming import actions as shelf
from salter.registry.incoming import queries
from salter.registry.mail import actions, findings, imap, message, taking, tasks
from salter.registry.mail.problems import MailProblem
from salter.registry.models import Incoming, IncomingState, MailAccount, MailArrival
from tests.registry.test_mail import account, built, fetch, letters, raw
from tests.support.imap import PASSWORD, Server, pymap
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
    page = "<p>Молба</p>" + sign * 50_000
    head = HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n"
    began = time.process_time()
    found = message.read(io.BytesIO(head + page.encode()))
    assert time.process_time() - began < 10
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


def header_only(office: Office, server: Server, settings: Any) -> tuple[MailAccount, MailArrival]:
    """A letter with an attachment of which only the header is here, because it was too large."""
    letter = built(1)
    letter.add_attachment(b"prilog", maintype="text", subtype="plain", filename="a.txt")
    server.deliver(raw(letter))
    settings.SALTER_MAIL_LIMIT = 100
    row = account(office, server.port)
    fetch(office, row)
    settings.SALTER_MAIL_LIMIT = 1 << 20
    return row, MailArrival.objects.get()


def ask_again(office: Office, row: MailAccount, incoming: Incoming) -> None:
    """A clerk reads it once more."""
    if taking.read_once_more(office.organisation, incoming):
        fetch(office, row)


def test_read_twice_more_it_keeps_its_attachments(office: Office, server: Server, settings: Any) -> None:
    row, arrival = header_only(office, server, settings)
    for _twice in range(2):
        ask_again(office, row, arrival.incoming)
        names = [file.document.name for file in queries.files(arrival.incoming)]
        assert names == ["zaglavlje.txt", "poruka.eml", "a.txt"]
    arrival.incoming.refresh_from_db()
    assert arrival.incoming.text == "Молим за извод број 1."


def test_what_was_set_aside_meanwhile_is_not_marked(office: Office, server: Server, settings: Any) -> None:
    row, arrival = header_only(office, server, settings)
    taking.read_once_more(office.organisation, arrival.incoming)
    shelf.set_aside(office.viewer(Role.REGISTRY_CLERK), incoming=arrival.incoming, reason="није за нас")
    fetch(office, row)
    arrival.refresh_from_db()
    assert (arrival.sha256, arrival.wanted, server.seen()) == ("", False, [False])


def test_what_has_gone_from_its_mailbox_is_said(office: Office, server: Server, settings: Any) -> None:
    row, arrival = header_only(office, server, settings)
    with server.client() as client:
        client.select("INBOX")
        client.store("1:*", "+FLAGS", r"(\Deleted)")
        client.expunge()
    ask_again(office, row, arrival.incoming)
    arrival.incoming.refresh_from_db()
    assert (arrival.incoming.reason, arrival.incoming.subject) == (findings.GONE, "Молба 1")


def test_the_password_goes_nowhere_else_without_being_written_again(office: Office) -> None:
    row = account(office, 143)
    given = {name: getattr(row, name) for name in FIELDS}
    for name, value in {"host": "127.0.0.2", "port": 144, "username": "other@primer.rs", "security": "tls"}.items():
        with pytest.raises(ValidationError) as refused:
            actions.keep_account(office.viewer(Role.ADMINISTRATOR), account=row, **{**given, name: value})
        assert refused.value.code == "password", name
    actions.keep_account(office.viewer(Role.ADMINISTRATOR), account=row, **{**given, "name": "Друго"})
    entry = Entry.objects.filter(verb="mail.set").latest("id")
    assert (entry.body["host"], entry.body["port"], entry.body["token_url"]) == ("127.0.0.1", 143, "")
    assert PASSWORD not in str(entry.body)


def test_another_mailbox_with_the_same_numbers_is_not_touched(office: Office, server: Server, settings: Any) -> None:
    row, arrival = header_only(office, server, settings)
    validity = arrival.uid_validity
    MailArrival.objects.update(marked_at=None)
    taking.read_once_more(office.organisation, arrival.incoming)
    given = {name: getattr(row, name) for name in FIELDS}
    actions.keep_account(
        office.viewer(Role.ADMINISTRATOR), account=row, password=PASSWORD, **{**given, "host": "localhost"}
    )
    arrival.refresh_from_db()
    assert (arrival.wanted, arrival.marked_at is None) == (False, False)
    taking.read_once_more(office.organisation, arrival.incoming)
    fetch(office, row)
    row.refresh_from_db()
    assert row.uid_validity == validity  # the same server here: numbers are the same, as those of a stranger may be
    arrival.refresh_from_db()
    assert (arrival.sha256, arrival.uid_validity, Incoming.objects.count()) == ("", -1, 2)


def test_a_header_of_another_mailbox_is_another(
    office: Office, server: Server, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, _arrival = header_only(office, server, settings)
    given = {name: getattr(row, name) for name in FIELDS} | {"host": "localhost"}
    actions.keep_account(office.viewer(Role.ADMINISTRATOR), account=row, password=PASSWORD, **given)
    monkeypatch.setattr(imap.Mailbox, "headers", lambda *_given: HEAD + b"Subject: Drugo\r\n\r\n")
    settings.SALTER_MAIL_LIMIT = 100
    fetch(office, row)
    assert set(Incoming.objects.values_list("subject", flat=True)) == {"Молба 1", "Drugo"}


def test_after_a_mailbox_was_made_anew_what_comes_later_is_read(office: Office, server: Server) -> None:
    server.deliver(raw(built(1)))
    row = account(office, server.port)
    fetch(office, row)
    MailArrival.objects.update(uid_validity=1)
    MailAccount.objects.update(uid_validity=1)
    assert fetch(office, row).taken == 0
    other = raw(built(1)).replace(b"Message-ID", b"X-One: 1\r\nMessage-ID")
    server.deliver(other)
    MailArrival.objects.filter(uid_validity=1).update(size=len(other))
    assert fetch(office, row).taken == 1


def test_a_message_that_breaks_off_between_pieces_is_not_whole(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = iter([[(b"", b"x" * imap.PIECE, b"")], []])
    monkeypatch.setattr(imap.Mailbox, "_fetch", lambda *_given: iter(next(pieces)))
    mailbox = imap.Mailbox.__new__(imap.Mailbox)
    with pytest.raises(MailProblem) as told:
        mailbox.fetch(1, size=imap.PIECE * 2)
    assert told.value.code == "dropped"
